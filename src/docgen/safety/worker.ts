/** A thread that measures defects, one after the other: what it learns of the shipped protocol's worlds is learnt once. */
import { type MeasuredDefect, measurer } from './measured.ts';
import { defectsIn, weakenedBoxes } from './weakenings.ts';

const defects = new Map(defectsIn(weakenedBoxes()).map((defect) => [defect.id, defect]));
const measure = measurer();

/** What comes of the defect with this id. Throws where there is none. */
export const measureDefect = (id: string): MeasuredDefect => {
  const defect = defects.get(id);
  if (!defect) throw new Error(`src/docgen/safety/worker.ts: there is no defect ${id}`);
  return measure(defect);
};
