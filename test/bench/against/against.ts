/**
 * This build beside another one, on the same machine in the same minutes: npm run bench -- against CHECKOUT. Each piece of work is
 * done in fresh processes, by the two builds in turn, so that whatever disturbs one disturbs both. Nothing is asserted.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, type Result, short } from '../measure.ts';
import { finds, nameOf } from './cuts.ts';
import type { Measured } from './measured.ts';

/** Runs the Node of this process, and gives what it prints on standard output and on its file descriptor 3. */
const node = (args: readonly string[]): { readonly stdout: string; readonly third: string } => {
  const { status, stdout, stderr, output } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`it ended with ${status}: ${/^\w*Error\b.*$/m.exec(stderr)?.[0] ?? stderr.trim()}`);
  return { stdout, third: output[3] ?? '' };
};

interface Manifest {
  readonly bin: { readonly figure2: string };
}

const commandOf = (checkout: string): string => {
  const { bin } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Manifest;
  return join(checkout, bin.figure2);
};

const cpuAtExit = pathToFileURL(resolve('test/bench/against/cpuAtExit.mjs')).href;

/** A whole process of the command, its start included; `workOf` reads its JSON document. */
const command =
  (workOf: (document: never) => number, ...args: readonly string[]) =>
  (checkout: string): Measured => {
    const { stdout, third } = node(['--import', cpuAtExit, commandOf(checkout), ...args, '--json']);
    return { work: workOf(JSON.parse(stdout) as never), seconds: Number(third) };
  };

/** A workload, warm, without the start of the process. */
const workload =
  (...name: readonly string[]) =>
  (checkout: string): Measured =>
    JSON.parse(
      node(['--import', './.config/ts-node.mjs', 'test/bench/against/workload.ts', checkout, ...name]).stdout,
    ) as Measured;

interface Labs {
  readonly tests: readonly { readonly rpcs: number }[];
}

interface Contest {
  /** What its amount of work is counted in. */
  readonly unit: string;
  readonly run: (checkout: string) => Measured;
}

const contests: Readonly<Record<string, Contest>> = {
  'figure2 lab, one seed of all': {
    unit: 'RPCs',
    run: command(
      ({ tests }: Labs) => tests.reduce((total, { rpcs }) => total + rpcs, 0),
      ...['lab', '--seed', '1', '--workers', '1'],
    ),
  },
  'figure2 explore three-terms': {
    unit: 'worlds',
    run: command(
      ({ distinct }: { readonly distinct: number }) => distinct,
      ...['explore', 'three-terms', '--workers', '1'],
    ),
  },
  torture: { unit: 'events', run: workload('torture') },
  lockstep: { unit: 'steps', run: workload('lockstep') },
  step: { unit: 'steps', run: workload('step') },
  ...Object.fromEntries(
    finds.map((find) => [`cut ${nameOf(find)}`, { unit: 'traces', run: workload('cut', nameOf(find)) }]),
  ),
};

/** The two in turn; who begins changes from round to round. */
const alternate = (run: (checkout: string) => Measured, other: string, rounds: number) =>
  Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) {
      const ours = run('.');
      return { ours, theirs: run(other) };
    }
    const theirs = run(other);
    return { ours: run('.'), theirs };
  });

const perUnit = ({ work, seconds }: Measured): number => seconds / work;

const compare = (name: string, { unit, run }: Contest, other: string, rounds: number) => {
  const pairs = alternate(run, other, rounds);
  const [ours, theirs] = (['ours', 'theirs'] as const).map((side) => ({
    work: pairs[0]?.[side].work ?? 0,
    seconds: median(pairs.map((pair) => pair[side].seconds)),
  })) as [Measured, Measured];
  const ratios = pairs.map((pair) => perUnit(pair.ours) / perUnit(pair.theirs)).sort((a, b) => a - b);
  return {
    name,
    unit,
    ours,
    theirs,
    ratio: perUnit(ours) / perUnit(theirs),
    spread: [ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN] as const,
  };
};

type Comparison = ReturnType<typeof compare>;

/** A build that can't do the work at all has no ratio: what it ended with is told instead. */
interface Incomparable {
  readonly name: string;
  readonly why: string;
}

const compareOrTell = (name: string, contest: Contest, other: string, rounds: number): Comparison | Incomparable => {
  try {
    return compare(name, contest, other, rounds);
  } catch (error) {
    return { name, why: (error as Error).message };
  }
};

const lineOf = (compared: Comparison | Incomparable): string =>
  'why' in compared ? `${compared.name.padEnd(28)} no ratio: ${compared.why}` : comparisonLine(compared);

const comparisonLine = ({ name, unit, ours, theirs, ratio, spread: [low, high] }: Comparison): string => {
  const amount =
    ours.work === theirs.work
      ? `${short(ours.work)} ${unit} each`
      : `${short(ours.work)} ${unit} here and ${short(theirs.work)} there, compared by the ${unit}`;
  return `${name.padEnd(28)} ${ratio.toFixed(3)} of the time (${low.toFixed(2)} to ${high.toFixed(2)}): ${ours.seconds.toFixed(2)} s of CPU here, ${theirs.seconds.toFixed(2)} s there; ${amount}`;
};

const contestsNamed = (names: readonly string[]): readonly (readonly [string, Contest])[] => {
  const all = Object.entries(contests);
  const unknown = names.find((wanted) => !all.some(([name]) => name.startsWith(wanted)));
  if (unknown !== undefined)
    throw new Error(`no comparison begins with ${unknown}, only ${Object.keys(contests).join('; ')}`);
  return names.length === 0 ? all : all.filter(([name]) => names.some((wanted) => name.startsWith(wanted)));
};

/** `rounds`: how often each of the two does each piece of work; `names`: how the comparisons begin that are wanted, or none for all. */
export const benchAgainst = (other: string, names: readonly string[], rounds: number): Result => {
  const wanted = contestsNamed(names);
  for (const checkout of ['.', other]) {
    if (!existsSync(commandOf(checkout))) throw new Error(`${checkout} is not built; run npm run build there`);
  }
  const comparisons = wanted.map(([name, contest]) => compareOrTell(name, contest, other, rounds));
  return { numbers: { other, rounds, comparisons }, lines: comparisons.map(lineOf) };
};
