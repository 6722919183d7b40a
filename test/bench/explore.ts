/** States a second of the explorer: on worlds of our Raft, by one thread and by two, and on models that others have measured. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { configOf, worldOf } from '../../model/worlds/configs/index.ts';
import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { explore, exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ExploreReport } from '../../src/check/explore/report.ts';
import { publishedRaft } from '../check/explore/models/publishedRaft.ts';
import { twoPhaseCommit } from '../check/explore/models/twoPhaseCommit.ts';
import { twoPhaseCommitTuple } from '../check/explore/models/twoPhaseCommitTuple.ts';
import { cpuSeconds, median, type Result, short } from './measure.ts';

const RUNS = 3;
const MEMORY = 3 * 2 ** 30;

/** What TLC does with the published Raft on such a machine, in a second of CPU. */
const TLC = { distinct: 6000, generated: 68_000 };

/** With how often each is explored by the command, with one thread and with two: a short world and long ones. */
const CONFIGS = { 'three-terms': 3, 'elections-5': 3, 'two-leaders': 1 };

/** Rates by CPU time and by the clock. */
interface Measured {
  readonly distinct: number;
  readonly generated: number;
  readonly localSteps: number;
  readonly bytesPerWorld: number;
  readonly distinctPerSecond: number;
  readonly generatedPerSecond: number;
  readonly seconds: number;
}

const measure = (times: number, work: () => ExploreReport): Measured => {
  let report = work();
  const runs = Array.from({ length: times }, () => {
    const start = performance.now();
    const cpu = cpuSeconds(() => {
      report = work();
    });
    return { cpu, seconds: (performance.now() - start) / 1000 };
  });
  if (!report.ok) throw new Error(`${report.model} does not hold, so that its numbers mean nothing`);
  const { distinct, generated, localSteps, bytesPerState } = report;
  const cpu = median(runs.map((run) => run.cpu));
  return {
    distinct,
    generated,
    localSteps,
    bytesPerWorld: bytesPerState,
    distinctPerSecond: distinct / cpu,
    generatedPerSecond: generated / cpu,
    seconds: median(runs.map((run) => run.seconds)),
  };
};

const world = (name: string): ExploreReport =>
  exploreSpace(worldOf(configOf(name), new ComponentStore(privateInterner)), { memoryBytes: MEMORY });

const command = resolve('dist/src/cli/main.js');

/** Seconds by the clock that the built command takes to explore, without its start; undefined: it is not built. */
const wall = (name: string, workers: number): number => {
  const args = [command, 'explore', name, '--json', '--workers', `${workers}`, '--memory', '3g'];
  const { seconds } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as { seconds: number };
  return seconds;
};

/** One thread and two, in turn, since the machine may be busier at one time than at another. */
const threads = (name: string, runs: number) => {
  if (!existsSync(command)) return undefined;
  const pairs = Array.from({ length: runs }, () => [wall(name, 1), wall(name, 2)] as const);
  const [one, two] = [median(pairs.map(([first]) => first)), median(pairs.map(([, second]) => second))];
  return { one, two, ratio: median(pairs.map(([first, second]) => first / second)) };
};

const rates = (name: string, { distinct, generatedPerSecond, distinctPerSecond }: Measured): string =>
  `${name}, ${short(distinct)} distinct: ${short(generatedPerSecond)} transitions/s and ${short(distinctPerSecond)} distinct/s of CPU`;

export const benchExplore = (): Result => {
  const worlds = Object.entries(CONFIGS).map(([name, runs]) => ({
    name,
    ...measure(runs, () => world(name)),
    threads: threads(name, runs),
  }));
  const raft = publishedRaft({ servers: 2, values: 1, maxTerm: 2, maxLog: 1, maxInFlight: 2, maxMultiplicity: 2 });
  const models = [
    { name: 'the published Raft', ...measure(RUNS, () => explore(raft, { symmetry: false })) },
    { name: 'two-phase commit, 5', ...measure(RUNS, () => explore(twoPhaseCommit(5), { symmetry: false })) },
    { name: 'two-phase commit, 5, as a tuple', ...measure(RUNS, () => explore(twoPhaseCommitTuple(5))) },
  ];
  return {
    numbers: { worlds, models, TLC },
    lines: [
      ...worlds.flatMap((one) => [
        `${rates(one.name, one)}; ${one.bytesPerWorld} bytes a world, the core called ${short(one.localSteps)} times`,
        one.threads
          ? `  one worker ${short(one.threads.one)} s, two ${short(one.threads.two)} s by the clock: ${one.threads.ratio.toPrecision(3)} times as fast`
          : '  two workers were not measured: npm run build first',
      ]),
      ...models.map((model) => rates(model.name, model)),
      `TLC on the published Raft, for comparison: ${short(TLC.generated)} transitions/s and ${short(TLC.distinct)} distinct/s of CPU`,
    ],
  };
};
