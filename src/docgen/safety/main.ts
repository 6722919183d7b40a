/**
 * Measures, for each defect that leaves out or weakens a clause, which property of Figure 3 falls first, and writes what it finds.
 *
 * Run from the top of the repository, with a thread for each processor: `npm run safety`; with `-- --resume` only what is not measured yet.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import { plural } from '../../text/numbers.ts';
import {
  digestsOf,
  type MeasuredDefect,
  type Measurements,
  measuredPath,
  readMeasurements,
  renderMeasurements,
} from './measured.ts';
import { defectsIn, weakenedBoxes } from './weakenings.ts';

const unknown = process.argv.slice(2).find((arg) => arg !== '--resume');
if (unknown !== undefined) {
  process.stderr.write(`src/docgen/safety/main.ts: unknown argument "${unknown}"; only --resume is known\n`);
  process.exit(2);
}

const defects = defectsIn(weakenedBoxes());
const digests = digestsOf(defects);
const isKept = process.argv.includes('--resume') && existsSync(measuredPath);
const before = readMeasurements(isKept ? readFileSync(measuredPath, 'utf8') : undefined);
const kept = Object.entries(before).filter(([id, { from }]) => digests.get(id) === from);
let all: Measurements = Object.fromEntries(kept);

const wordsOf = ({ fall, torture }: MeasuredDefect): string => {
  if (fall) {
    const steps = `${fall.steps}${fall.isShortest ? '' : ' or fewer'} steps of ${fall.servers} servers`;
    return `${fall.property} in ${fall.world} after ${steps}`;
  }
  return torture ? `${torture.property} in torture run ${torture.seed}` : 'nothing';
};

const start = performance.now();
const maxThreads = availableParallelism();
const threads = new Tinypool({ filename: new URL('./worker.ts', import.meta.url).href, minThreads: 1, maxThreads });
const missing = defects.filter(({ id }) => !all[id]);
await Promise.all(
  missing.map(async ({ id }) => {
    const measured = (await threads.run(id, { name: 'measureDefect' })) as MeasuredDefect;
    all = { ...all, [id]: { ...measured, from: digests.get(id) ?? '' } };
    writeFileSync(measuredPath, renderMeasurements(all));
    console.log(`${id}: ${wordsOf(measured)}; ${plural(measured.states, 'state')}`);
  }),
);
await threads.destroy();
const cpuSeconds = process.cpuUsage().user / 1e6;
console.log(
  `${missing.length} measured in ${((performance.now() - start) / 1000).toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of processors`,
);
