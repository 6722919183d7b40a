/** Traces of the specification, played on the implementation and on the reference model. */
import { playTrace } from '../../../model/runs/conform/play.ts';
import type { Protocol } from '../../core/protocol.ts';
import { ExitCode } from '../../host/errors.ts';
import { expectWritableFile, writeText } from '../../host/files.ts';
import { expectNoFault } from '../../host/guest.ts';
import { print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import type { SpecTrace } from '../../quint/index.ts';
import { milli } from '../../text/numbers.ts';
import { jsonText } from '../../text/printable.ts';
import { commandLine } from '../../text/shell.ts';
import { clausesOf, formalClauses, playStories, walk } from '../../verify/formal.ts';
import { loadProtocol } from '../../verify/protocolName.ts';
import { randomSpecSeed } from '../support/specSeed.ts';
import type { ConformFlags } from './flags.ts';
import { type ConformReport, reportText } from './report.ts';

/** The stories first, which put every clause to the test; then random traces, up to the first difference. */
export const playTraces = async (flags: ConformFlags): Promise<ExitCode> => {
  const start = performance.now();
  const seed = flags.seed ?? randomSpecSeed();
  if (flags.itf !== undefined) expectWritableFile('--itf', flags.itf);
  const protocol = await loadProtocol(flags.protocolFile);
  if (!flags.json)
    print(`Holding ${flags.protocolFile ?? 'the shipped Raft'} against the formal specification: seed ${seed}\n`);
  const totals = new Totals(protocol);
  await conformStories(totals, flags);
  if (!totals.found) await conformRandom(totals, flags, seed);
  if (flags.itf !== undefined && totals.shown) await writeItf(flags.itf, totals.shown);
  const { stories, traces, steps, acted, found } = totals;
  const clauses = formalClauses();
  const idle = found ? [] : clauses.filter((id) => !acted.has(id));
  const report: ConformReport = {
    ok: found === null && idle.length === 0,
    seed: String(seed),
    seconds: milli((performance.now() - start) / 1000),
    stories,
    traces,
    steps,
    clauses: Object.fromEntries(clauses.map((id) => [id, acted.get(id) ?? 0])),
    idle,
    difference: found,
  };
  if (flags.json) printJson(report);
  else {
    expectNoFault(); // what is told must not contradict the exit code
    print(reportText(report));
  }
  return report.ok ? ExitCode.holds : ExitCode.violated;
};

const writeItf = async (file: string, trace: SpecTrace): Promise<void> => {
  const { toItf } = await import('../../quint/index.ts');
  writeText(file, `${jsonText(toItf(trace), 1)}\n`);
};

/** Nothing more is to be played. */
class Enough extends Error {}

class Totals {
  stories = 0;
  traces = 0;
  steps = 0;
  found: ConformReport['difference'] = null;
  /** The trace up to there. */
  shown: SpecTrace | undefined;
  /** In how many traces each clause acted. */
  readonly acted = new Map<string, number>();
  readonly #protocol: Protocol;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** @throws Enough when the trace shows a difference. */
  play({ seed, states }: SpecTrace, where: Pick<NonNullable<ConformReport['difference']>, 'trace' | 'again'>): void {
    const { steps, difference } = playTrace(states, { protocol: this.#protocol });
    this.steps += steps;
    for (const id of clausesOf({ states })) this.acted.set(id, (this.acted.get(id) ?? 0) + 1);
    if (!difference) return;
    this.found = { ...difference, ...where };
    this.shown = { seed, states: states.slice(0, difference.step + 1) };
    throw new Enough();
  }
}

const untilEnough = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
};

const conformStories = (totals: Totals, { protocolFile }: ConformFlags): Promise<void> => {
  const again = commandLine('conform', { '--traces': 1, '--steps': 1, '--protocol': protocolFile });
  return untilEnough(() =>
    playStories((name, states) => {
      totals.stories++;
      totals.play({ seed: 0n, states }, { trace: `the story ${name}`, again });
    }),
  );
};

const conformRandom = async (
  totals: Totals,
  { traces, steps, protocolFile }: ConformFlags,
  seed: bigint,
): Promise<void> => {
  const progress = await startProgress();
  const onTrace = (trace: SpecTrace): void => {
    totals.traces++;
    progress.show(totals.traces, traces, 'random traces');
    const again = commandLine('conform', {
      '--traces': 1,
      '--steps': steps,
      '--seed': String(trace.seed),
      '--protocol': protocolFile,
    });
    totals.play(trace, { trace: `the random trace of seed ${trace.seed}`, again });
  };
  await untilEnough(() => walk({ traces, steps, seed, onTrace }));
  progress.end();
};
