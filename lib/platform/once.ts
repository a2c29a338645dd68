/**
 * One instance in the process, whichever copy of the module asks. The bundler gives pages their own copy of
 * every lib module beside the one that the edge runs; a pool, a store or a cache that hung on the module
 * would exist twice and disagree.
 */
export function once<T>(name: string, make: () => T): T {
  const key = Symbol.for(`orcamo-portal.${name}`);
  const store = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  store[key] ??= { value: make() };
  return store[key].value;
}
