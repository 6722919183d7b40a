import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript, type Script } from '../../model/runs/scenario/script.ts';
import type { ClauseId } from '../../src/core/clauses.ts';

/** A script of this folder. */
export interface Scenario {
  /** The file's name without `.raft`. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** All scripts of a folder. */
export const scenarios = (folder = 'test/scenarios'): readonly Scenario[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.raft'))
    .sort()
    .map((name) => {
      const file = `${folder}/${name}`;
      return { name: name.slice(0, -'.raft'.length), file, text: readFileSync(file, 'utf8') };
    });

/** What the environment asks for: to compare, or to accept what comes out. */
export type Mode = 'compare' | 'update' | 'refuse';

/** UPDATE=1 accepts; never where nobody reads the difference. */
export const modeOf = (env: Readonly<Record<string, string | undefined>>): Mode => {
  const isAsked = (env['UPDATE'] ?? '') !== '';
  return isAsked ? ((env['CI'] ?? '') === '' ? 'update' : 'refuse') : 'compare';
};

/**
 * Plays a script and holds it to what the file says; in the mode `update` the file is rewritten instead.
 *
 * @returns what is wrong; undefined: nothing.
 */
export const problemOf = (
  scenario: Scenario,
  mode: Mode,
  write: typeof writeFileSync = writeFileSync,
): string | undefined => {
  const { file, text } = scenario;
  if (mode === 'refuse')
    return `${file}: UPDATE is refused in CI; run UPDATE=1 npm test at home and read the difference`;
  const script = parseScript(file, text);
  const run = runScript(script);
  return silentClauses(script, run.fired) ?? comparedWith(scenario, run.text, mode, write);
};

/** Holds what a run made of a script to what its file says; in the mode `update` the file is rewritten instead. */
export const comparedWith = (
  { file, text }: Scenario,
  played: string,
  mode: Exclude<Mode, 'refuse'>,
  write: typeof writeFileSync = writeFileSync,
): string | undefined => {
  if (played === text) return undefined;
  if (mode === 'compare') return differenceOf(file, text, played);
  write(file, played);
  return undefined;
};

/** A clause that the comments cite and that has not acted; or that they cite none. */
const silentClauses = ({ file, cited }: Script, fired: ReadonlySet<ClauseId>): string | undefined => {
  if (cited.length === 0) return `${file}: its comments cite no clause; say which ones are to be seen`;
  const silent = cited.filter((id) => !fired.has(id));
  if (silent.length === 0) return undefined;
  return `${file}: its comments cite ${silent.join(' ')}, which did not act; those that did: ${[...fired].sort().join(' ')}`;
};

const CONTEXT = 3;

/** The first line that differs, with what stands before it. */
export const differenceOf = (file: string, expected: string, actual: string): string => {
  const golden = expected.split('\n');
  const played = actual.split('\n');
  const at = golden.findIndex((line, place) => line !== played[place]);
  const first = at === -1 ? golden.length : at;
  return [
    `${file}:${first + 1}: the run differs from the file; run UPDATE=1 npm test to accept`,
    ...golden.slice(Math.max(0, first - CONTEXT), first).map((line) => `    ${line}`),
    `  - ${golden[first] ?? '(the end of the file)'}`,
    `  + ${played[first] ?? '(the end of the run)'}`,
  ].join('\n');
};
