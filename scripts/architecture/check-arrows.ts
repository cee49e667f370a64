import { arrows, arrowsOfTests, packageOwners, roomOf, tableWriters } from './rooms.ts'
import type { Room } from './rooms.ts'
import { resolveImport } from './modules.ts'
import type { Import, Module } from './modules.ts'

/** What a module does that the table of rooms does not allow: one sentence each, starting with `path:line`. */
export function checkArrows(root: string, module: Module): string[] {
  const room = roomOf(module.path)
  if (!room) return [`${module.path}:1 belongs to no room; add its room to scripts/architecture/rooms.ts or move it`]
  const isTest = isTestFile(module.path)
  return [
    ...module.imports.flatMap((one) => checkImport({ root, module, room, isTest }, one)),
    ...(isTest ? [] : checkWrites(module, room)),
  ]
}

export function isTestFile(path: string): boolean {
  return /\.(test|integration\.test|spec)\.tsx?$/.test(path) || /\/testing\//.test(path)
}

type Importer = { root: string; module: Module; room: Room; isTest: boolean }

function checkImport({ root, module, room, isTest }: Importer, { specifier, kind, line }: Import): string[] {
  const at = `${module.path}:${String(line)}`
  const target = resolveImport(root, module.path, specifier)
  switch (target.kind) {
    case 'generated':
      return []
    case 'unresolved':
      return [`${at} imports "${specifier}", which is no file and no installed package`]
    case 'node':
      return arrows[room].node || isTest || kind === 'type' ? [] : [`${at} imports ${target.name}, but ${room} does not run on Node alone`]
    case 'package':
      return kind === 'type' || isTest ? [] : checkPackage(at, room, target.name)
    case 'file': {
      const to = roomOf(target.path)
      if (!to) return [`${at} imports ${target.path}, which belongs to no room`]
      if (to === room || (isTest && arrowsOfTests.includes(to))) return []
      if (isTestFile(target.path)) return isTest ? [] : [`${at} imports ${target.path}, which is there for tests only`]
      const allowed = kind === 'type' ? [...arrows[room].types, ...arrows[room].values] : arrows[room].values
      return allowed.includes(to) ? [] : [`${at} imports ${kind === 'type' ? 'types' : 'values'} of ${to}, which ${room} must not`]
    }
  }
}

function checkPackage(at: string, room: Room, name: string): string[] {
  const { packages } = arrows[room]
  if (packages && !packages.includes(name)) return [`${at} imports the package ${name}, which ${room} must not`]
  const owners = packageOwners[name]
  return !owners || owners.includes(room) ? [] : [`${at} imports the package ${name}, which belongs to ${owners.join(', ')}`]
}

function checkWrites(module: Module, room: Room): string[] {
  // Maps and sets have a delete(name) of their own: only a file that loads the schema writes tables.
  if (!module.imports.some((one) => /(^|\/)schema\.ts$/.test(one.specifier))) return []
  return module.writes.flatMap(({ table, verb, line }) => {
    const writer = tableWriters[table]
    if (!writer || writer === room) return []
    return [`${module.path}:${String(line)} calls ${verb}(${table}), but only ${writer} writes that table`]
  })
}
