#!/usr/bin/env node
// Plain JavaScript that Node 18 can run: the command line, in this very process where its Node will do. A second Node takes as long
// to start as most commands take to run.
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { isNewEnough } = require('../scripts/minimum-node.cjs')

const built = join(module.path, '../dist/cli/claudework.cjs')
/**
 * What these start goes on after us: by the Node of the installation, whatever becomes of the one that we run on. Options may stand
 * before them, and a session of such a name costs a moment.
 */
const outliving = ['serve', 'service']

if (existsSync(built) && isNewEnough(process.versions.node) && !outliving.some((verb) => process.argv.includes(verb))) {
  process.argv[1] = built
  require(built)
} else {
  void import('./on-installed-node.mjs')
}
