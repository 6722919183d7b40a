/**
 * npm run bench [-- step log torture random explore labs cut grade transport storage runtime] [--json]: rates and ratios. Nothing is asserted of them.
 * npm run bench -- against CHECKOUT [NAME...] [--rounds N] [--json]: the build here beside the one there, in what begins with a NAME.
 */
import { parseArgs } from 'node:util';
import { benchAgainst } from './against/against.ts';
import { benchCut } from './cut.ts';
import { benchExplore } from './explore.ts';
import { benchGrade } from './grade.ts';
import { benchLabs } from './labs.ts';
import { benchLog } from './log.ts';
import type { Result } from './measure.ts';
import { benchRandom } from './random.ts';
import { benchRuntime } from './runtime/index.ts';
import { benchStep } from './step.ts';
import { benchStorage } from './storage.ts';
import { benchTorture } from './torture.ts';
import { benchTransport } from './transport.ts';

type Benchmark = () => Result | Promise<Result>;

const benchmarks: Readonly<Record<string, Benchmark>> = {
  step: benchStep,
  log: benchLog,
  torture: benchTorture,
  random: benchRandom,
  explore: benchExplore,
  labs: benchLabs,
  cut: benchCut,
  grade: benchGrade,
  transport: benchTransport,
  storage: benchStorage,
  runtime: benchRuntime,
};

/** What is to be measured, by name. */
const wanted = (names: readonly string[], rounds: number): Readonly<Record<string, Benchmark>> => {
  const [first, other, ...comparisons] = names;
  if (first === 'against') {
    if (other === undefined) throw new Error('give the folder of a built checkout after against');
    return { [`against ${other}`]: () => benchAgainst(other, comparisons, rounds) };
  }
  const unknown = names.find((name) => !(name in benchmarks));
  if (unknown !== undefined)
    throw new Error(`there is no benchmark ${unknown}, only ${Object.keys(benchmarks).join(' ')} and against`);
  return names.length > 0
    ? Object.fromEntries(Object.entries(benchmarks).filter(([name]) => names.includes(name)))
    : benchmarks;
};

const readRounds = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--rounds ${text}: give a whole number from 1 on`);
  return Number(text);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '5' } },
  });
  const document: Record<string, unknown> = {};
  for (const [name, benchmark] of Object.entries(wanted(positionals, readRounds(values.rounds)))) {
    const { numbers, lines } = await benchmark();
    document[name] = numbers;
    if (!values.json) console.log([name, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
  if (values.json) console.log(JSON.stringify(document, null, 2));
};

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
