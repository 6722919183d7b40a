// Room src/docgen. What is generated into docs, spec and src/core/clauses.ts.
// What may be touched here: a generator. Its pages are never edited; `npm run fix` writes them, and `npm run verify`
// refuses a stale one.

/**
 * Writes the generated files. With `--check` it writes nothing and fails when one of them is stale; or the page of the kill
 * matrix or the derived schedules, which take minutes to make: of these only the words and links are written here.
 *
 * Run from the top of the repository: `npm run fix`, or `npm run verify` for the check.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { experimentsFolder } from '../../model/experiments/index.ts';
import { extensionMutants } from '../../model/mutants/extensions/index.ts';
import { mutants } from '../../model/mutants/index.ts';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import { sessionDefects } from '../../model/sessions/defects.ts';
import { togetherConfigs } from '../../model/worlds/configs/index.ts';
import { pairLedger } from '../../model/worlds/configs/pairLedger.ts';
import { cliPath, renderCli } from '../cli/reference.ts';
import { derivedScripts } from '../grade/schedules/derived/scripts.ts';
import {
  boxesFile,
  pagesOf,
  readBoxes,
  readSpec,
  renderClauses,
  type Spec,
  SpecError,
  type SpecPage,
} from './clauses.ts';
import { configurationsPath, renderConfigurations } from './configurations.ts';
import { derivedClausesPath, renderDerivedClauses } from './derivedClauses.ts';
import { breakSafety, derivedPagePath, derivedProblem, derivedScriptsPath } from './derivedSchedules.ts';
import { machinePages, pathPages } from './diagrams.ts';
import { experimentPages } from './experiments.ts';
import { countActs, figurePages, firstPagePath } from './figure.ts';
import { fileFormatsPath, renderFileFormats } from './fileFormats.ts';
import type { Generated } from './generated.ts';
import { housePages } from './house.ts';
import { killMatrixPath, killMatrixProblem } from './killMatrix.ts';
import { museumPages } from './museum.ts';
import { clauseTexts, closingLine } from './page/clauseTexts.ts';
import { ledgerProblem } from './pairs/ledger.ts';
import { pairsPage } from './pairs/page.ts';
import { measuredPath, measurementsProblem, readMeasurements } from './safety/measured.ts';
import { safetyPage } from './safety/page.ts';
import { defectsIn, weakenedBoxes } from './safety/weakenings.ts';
import { type ScenarioFile, scenarioPages } from './scenarios.ts';
import { SealError } from './sealed.ts';
import { sealedPages } from './sealedPages.ts';
import {
  type CitingFile,
  clausePagePath,
  gapsIn,
  renderClausePage,
  renderTraceability,
  traceabilityData,
  traceabilityPath,
  traceClauses,
} from './traceability.ts';
import { renderTraceGrammar, traceGrammarPath } from './traceGrammar.ts';
import { renderWireChecks, wireChecksPath } from './wireChecks.ts';

/** Those of the figure, and those of the optional pages. */
const allMutants = [...mutants, ...Object.values(extensionMutants).flat(), ...sessionDefects];

/** In the order of what they cost. */
const generators: readonly (() => readonly Generated[] | Promise<readonly Generated[]>)[] = [
  () => [{ path: 'src/core/clauses.ts', text: renderClauses(theSpec()) }],
  () => [{ path: configurationsPath, text: renderConfigurations() }],
  () => [pairsPage()],
  () => [{ path: traceGrammarPath, text: renderTraceGrammar(readSource('src/trace/grammar.ts')) }],
  () => [{ path: fileFormatsPath, text: renderFileFormats(readSource) }],
  async () => [{ path: cliPath, text: await renderCli() }],
  () => [{ path: derivedClausesPath, text: renderDerivedClauses(derivedScripts, mutants) }],
  () => [{ path: wireChecksPath, text: renderWireChecks() }],
  () => traceability(),
  () => scenarioPages(scriptsIn('test/scenarios')),
  () => experimentPages(scriptsIn(experimentsFolder), closingLines()),
  () => museumPages(readSource),
  () => sealedPages(readOrNothing),
  () => [safetyPage(weakenedBoxes(), readMeasurements(readOrNothing(measuredPath)))],
  () => housePages(readSource),
  () => pathPages(),
  () => machinePages(),
];

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--check');
  if (unknown !== undefined) return fail(`src/docgen/main.ts: unknown argument "${unknown}"; only --check is known`, 2);
  try {
    for (const make of generators) {
      const stale = (await make()).filter(({ path, text }) => readOrNothing(path) !== text);
      if (args.includes('--check') && stale.length > 0) {
        return fail(`${stale.map(({ path }) => path).join(', ')} is not what it is made from; run npm run fix`, 1);
      }
      for (const { path, text } of stale) write(path, text);
    }
    if (!args.includes('--check')) return 0;
    const matrix = readOrNothing(killMatrixPath);
    const problem =
      killMatrixProblem(matrix) ??
      problemOfDerived(matrix ?? '') ??
      problemOfSafety() ??
      ledgerProblem(togetherConfigs, pairLedger);
    return problem === undefined ? 0 : fail(problem, 1);
  } catch (error) {
    if (error instanceof SpecError) return fail(error.message, 2);
    if (error instanceof SealError) return fail(error.message, 1);
    throw error;
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function scriptsIn(folder: string): readonly ScenarioFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.raft'));
  return names.sort().map((name) => ({
    name: name.slice(0, -'.raft'.length),
    text: readFileSync(`${folder}/${name}`, 'utf8'),
  }));
}

/** By clause, its last line: what goes wrong without it, or its reason. */
function closingLines(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(clauseTexts(specPagesNow())).map(([id, text]) => [id, closingLine(text)]));
}

function traceability(): readonly Generated[] {
  const spec = theSpec();
  const traces = traceClauses(spec, ['src', 'model', 'spec', 'test'].flatMap(filesBelow), allMutants);
  const [problem] = gapsIn(traces, spec);
  if (problem !== undefined) throw new SpecError(problem);
  const experiments = scriptsIn(experimentsFolder).map(({ name }) => name);
  const fired = scriptsIn('test/scenarios').map(({ name, text }) => runScript(parseScript(name, text)).fired);
  const facts = {
    traces,
    experiments,
    texts: clauseTexts(specPagesNow()),
    acts: countActs(fired),
    scripts: fired.length,
  };
  return [
    ...figurePages(facts, readSource(firstPagePath)),
    { path: clausePagePath, text: renderClausePage(traces, experiments) },
    { path: traceabilityPath, text: renderTraceability(traces) },
    { path: traceabilityData, text: `${JSON.stringify(traces, null, 2)}\n` },
  ];
}

function filesBelow(folder: string): readonly CitingFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => `${parentPath}/${name}`);
  return paths
    .filter((path) => /\.(ts|raft|qnt)$/.test(path))
    .sort()
    .map((path) => ({ path, text: readSource(path) }));
}

function specPagesNow(): readonly SpecPage[] {
  return pagesOf(readBoxes(readPage(boxesFile).text)).map(readPage);
}

/** The spec as it is written now; `src/core/clauses.ts` may still say what it was. */
function theSpec(): Spec {
  const boxes = readBoxes(readPage(boxesFile).text);
  return readSpec(pagesOf(boxes).map(readPage), boxes);
}

function readSource(path: string): string {
  return readFileSync(path, 'utf8');
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

function problemOfSafety(): string | undefined {
  return measurementsProblem(readMeasurements(readOrNothing(measuredPath)), defectsIn(weakenedBoxes()));
}

function problemOfDerived(matrix: string): string | undefined {
  const [page, scripts] = [derivedPagePath, derivedScriptsPath].map(readOrNothing);
  return derivedProblem(page, scripts, breakSafety(matrix, mutants), derivedScripts);
}
