// Plain JavaScript that any Node >= 18 can run: which Node runs this project, and where it is.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import minimumNode from './minimum-node.cjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const platformPackage = `node-${process.platform}-${process.arch}`

/** The pinned Node that `npm ci` installed for this platform, if there is one. */
function pinnedNode() {
  const path = join(root, 'node_modules', platformPackage, 'bin', 'node')
  return existsSync(path) ? path : undefined
}

/** Path of the Node that runs the project: the pinned one, else the running one where it is new enough. */
export function runtime() {
  const pinned = pinnedNode()
  if (pinned) return pinned
  if (minimumNode.isNewEnough(process.versions.node)) return process.execPath
  throw new Error(
    `claudework needs Node ${minimumNode.minimum.join('.')} or newer on ${process.platform}-${process.arch}; this is ${process.version}. Install a newer Node and try again.`,
  )
}

/** Sees to the programs of node_modules/.bin that npm does not put there. */
export function linkPrograms() {
  // Without it npx would install this very folder in its cache first.
  link('claudework', '../../bin/claudework.cjs')
  // npm 10 drops this one when a second optional package declares the same bin; npm 11 and 12 keep it.
  if (pinnedNode()) link('node', `../${platformPackage}/bin/node`)
}

function link(name, target) {
  const path = join(root, 'node_modules/.bin', name)
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  symlinkSync(target, path)
}

if (process.argv[2] === '--link') linkPrograms()
