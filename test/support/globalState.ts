/** What test files that share a process could leave behind for each other. */

/** Names of things, each with what it is at the moment. */
export type GlobalState = ReadonlyMap<string, unknown>;

/** Vitest says there which file runs. */
const isOwn = (name: string): boolean => !/^(VITEST|NODE_V8_COVERAGE)/.test(name);

export const globalState = (): GlobalState =>
  new Map<string, unknown>([
    ['the working directory', process.cwd()],
    ['process.exitCode', process.exitCode],
    ['process.argv', process.argv.join(' ')],
    ['process.stdout.write', Reflect.get(process.stdout, 'write')],
    ['process.stderr.write', Reflect.get(process.stderr, 'write')],
    ['Date', Date],
    ['Date.now', Date.now],
    ['Math.random', Math.random],
    ['setTimeout', setTimeout],
    ...Object.entries(process.env)
      .filter(([name]) => isOwn(name))
      .map(([name, value]) => [`process.env.${name}`, value] as const),
  ]);

/** What is not as it was, sorted by name. */
export const leftBehind = (before: GlobalState, after: GlobalState): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name) || before.has(name) !== after.has(name))
    .sort();
