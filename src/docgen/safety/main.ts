/**
 * Measures, for each defect that leaves out or weakens a clause, which property of Figure 3 falls first, and writes what it finds.
 *
 * Run from the top of the repository: `npm run safety`; with `-- --resume` only what is not measured yet.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  digestsOf,
  type Measurements,
  measuredPath,
  measurer,
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
const measure = measurer();
for (const defect of defects.filter(({ id }) => !all[id])) {
  const start = performance.now();
  const measured = measure(defect);
  all = { ...all, [defect.id]: { ...measured, from: digests.get(defect.id) ?? '' } };
  writeFileSync(measuredPath, renderMeasurements(all));
  const { fall, torture } = measured;
  const found = fall
    ? `${fall.property} in ${fall.world} after ${fall.steps}${fall.isShortest ? '' : ' or fewer'} steps of ${fall.servers} servers`
    : torture
      ? `${torture.property} in torture run ${torture.seed}`
      : 'nothing';
  console.log(
    `${defect.id}: ${found}; ${measured.states} states, ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}
