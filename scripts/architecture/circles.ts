import { isTestFile } from './check-arrows.ts'
import { resolveImport, type Module } from './modules.ts'

/**
 * Files that import each other in a circle, types included: sorted paths, one list for each circle. Neither of such files can be
 * understood, tested or moved without the others.
 * The strongly connected components of the import graph, by Tarjan's algorithm (SIAM J. Comput. 1, 1972).
 */
export function circlesOf(root: string, modules: readonly Module[]): string[][] {
  const files = modules.filter(({ path }) => !isTestFile(path))
  const paths = new Set(files.map(({ path }) => path))
  const graph = new Map(files.map((module) => [module.path, targetsOf(root, module).filter((path) => paths.has(path))]))
  const places = new Map<string, { index: number; low: number }>()
  const open: string[] = []
  const circles: string[][] = []

  function visit(path: string): { index: number; low: number } {
    const place = { index: places.size, low: places.size }
    places.set(path, place)
    open.push(path)
    for (const target of graph.get(path) ?? []) {
      const known = places.get(target)
      if (!known) place.low = Math.min(place.low, visit(target).low)
      else if (open.includes(target)) place.low = Math.min(place.low, known.index)
    }
    if (place.low !== place.index) return place
    const members = open.splice(open.indexOf(path))
    if (members.length > 1 || graph.get(path)?.includes(path)) circles.push(members.sort())
    return place
  }

  for (const path of graph.keys()) if (!places.has(path)) visit(path)
  return circles
}

function targetsOf(root: string, { path, imports }: Module): string[] {
  return imports.flatMap(({ specifier }) => {
    const target = resolveImport(root, path, specifier)
    return target.kind === 'file' ? [target.path] : []
  })
}
