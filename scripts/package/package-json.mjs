// The package.json of the package, from that of the repository: what was bundled is no dependency, and no Node comes along.

const needed = ['@msgpack/msgpack', '@trpc/client', '@trpc/server', 'libsql']

export const files = ['bin', 'build/client', 'db/migrations', 'dist', 'docker', 'docs', 'scripts/login.mjs', 'scripts/minimum-node.cjs', 'scripts/prepare.mjs', 'scripts/runtime.mjs', 'scripts/start.mjs']

/** @param {Record<string, any>} repository package.json @param {Record<string, any>} lock package-lock.json, for what others bring in */
export function packageJson(repository, lock) {
  const { name, version, description, license, type, engines, bin } = repository
  const dependencies = Object.fromEntries(needed.map((each) => [each, repository.dependencies[each] ?? lock.packages[`node_modules/${each}`].version]))
  return {
    name, version, description, license, type, engines, bin, files, dependencies,
    // tRPC's packages ask for one; declarations are all that it is for.
    exports: { './client': { types: './dist/client/client.d.ts', default: './dist/client/client.js' }, './package.json': './package.json' },
  }
}
