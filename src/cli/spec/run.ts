/** What the verb `spec` does. */

import { ExitCode } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import type { TestReport } from '../../quint/index.ts';
import { milli } from '../../text/numbers.ts';
import { oneLine } from '../../text/printable.ts';
import { commandLine } from '../../text/shell.ts';
import { clausesOf, formalClauses, formalSpec, playPageStories, playStories } from '../../verify/formal.ts';
import type { SharedFlags } from '../support/options.ts';
import { randomSpecSeed } from '../support/specSeed.ts';
import { type Floor, reportText, type SpecReport } from './report.ts';

export interface SpecFlags extends Pick<SharedFlags, 'steps' | 'json'> {
  readonly traces: number;
  readonly seed?: bigint;
}

/** What a walk without guidance rarely sees; fewer traces than this say nothing of shares. */
const FLOOR_TRACES = 50;
const floors: Readonly<Record<string, number>> = { hasLeader: 0.5, hasCommitted: 1 / 3 };

/** Types, stories, and invariants on random traces. */
export const checkSpec = async (flags: SpecFlags): Promise<ExitCode> => {
  const start = performance.now();
  const seed = flags.seed ?? randomSpecSeed();
  if (!flags.json) print(`Checking the formal specification: seed ${seed}\n`);
  const stories = (await playStories()).map(storyOf);
  const pages = (await playPageStories()).map((page) => ({ ...page, stories: page.stories.map(storyOf) }));
  const random = await walk(flags, seed);
  const seconds = milli((performance.now() - start) / 1000);
  const { violation } = random;
  const isTold = [...stories, ...pages.flatMap((page) => page.stories)].every((story) => story.ok);
  const ok = isTold && violation === null && random.floors.every((floor) => floor.ok);
  const report: SpecReport = { ok, seed: String(seed), seconds, stories, pages, random };
  if (flags.json) printJson(report);
  else print(reportText(report));
  return ok ? ExitCode.holds : ExitCode.violated;
};

const storyOf = ({ name, ok, file, line, column, message, refusal }: TestReport): SpecReport['stories'][number] => ({
  name,
  ok,
  ...(ok ? {} : { where: `${file}:${line}:${column}`, because: refusal?.text ?? message ?? '' }),
});

const walk = async ({ traces, steps }: SpecFlags, seed: bigint): Promise<SpecReport['random']> => {
  const spec = await formalSpec('three');
  const invariants = [...spec.definitions.keys()].filter((name) => /^SP_\d+$/.test(name));
  const progress = await startProgress();
  const acted = new Map(formalClauses().map((id) => [id, 0]));
  const { violation, witnesses, ...done } = spec.run({
    init: 'init',
    step: 'step',
    invariants,
    witnesses: Object.keys(floors),
    traces,
    steps,
    seed,
    onTrace: (trace, place) => {
      for (const id of clausesOf(trace)) acted.set(id, (acted.get(id) ?? 0) + 1);
      progress.show(place + 1, traces, 'random traces');
    },
  });
  progress.end();
  return {
    traces: done.count,
    steps: done.steps,
    clauses: Object.fromEntries(acted),
    floors: Object.entries(floors).map(([name, floor]): Floor => {
      const share = (witnesses[name] ?? 0) / done.count;
      return { name, share, floor, ok: done.count < FLOOR_TRACES || share >= floor };
    }),
    violation: violation
      ? {
          invariant: violation.invariant.replace('_', '-'),
          conjunct: oneLine(violation.because?.text ?? ''),
          where: violation.because ? `${violation.because.file}:${violation.because.line}` : '',
          step: violation.trace.states.length - 1,
          again: commandLine('spec', { '--seed': String(violation.trace.seed), '--traces': 1, '--steps': steps }),
        }
      : null,
  };
};
