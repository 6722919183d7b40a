/**
 * Writes the generated files. With `--check` it writes nothing and fails when one of them is stale; or the page of the kill
 * matrix, which takes minutes to make and is not written here.
 *
 * Run from the top of the repository: `npm run fix`, or `npm run verify` for the check.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readSpec, renderClauses, SpecError, type SpecPage, specPages } from './clauses.ts';
import { configurationsPath, renderConfigurations } from './configurations.ts';
import { killMatrixPath, killMatrixProblem } from './killMatrix.ts';

type Generated = { readonly path: string; readonly text: string };

process.exitCode = run(process.argv.slice(2));

function run(args: readonly string[]): number {
  const unknown = args.find((arg) => arg !== '--check');
  if (unknown !== undefined) return fail(`src/docgen/main.ts: unknown argument "${unknown}"; only --check is known`, 2);
  try {
    const stale = generate().filter(({ path, text }) => readOrNothing(path) !== text);
    if (!args.includes('--check')) {
      for (const { path, text } of stale) writeFileSync(path, text);
      return 0;
    }
    if (stale.length > 0) {
      return fail(`${stale.map(({ path }) => path).join(', ')} is not what it is made from; run npm run fix`, 1);
    }
    const problem = killMatrixProblem(readOrNothing(killMatrixPath));
    return problem === undefined ? 0 : fail(problem, 1);
  } catch (error) {
    if (error instanceof SpecError) return fail(error.message, 2);
    throw error;
  }
}

function generate(): readonly Generated[] {
  return [
    { path: 'src/core/clauses.ts', text: renderClauses(readSpec(specPages.map(readPage))) },
    { path: configurationsPath, text: renderConfigurations() },
  ];
}

function readPage(page: string): SpecPage {
  const text = readOrNothing(`spec/${page}`);
  if (text === undefined) {
    throw new SpecError(`spec/${page} is missing; restore it, or run this from the top of the repository`);
  }
  return { page, text };
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function fail(sentence: string, code: number): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}
