/** How long it takes to cut the ten longest traces that tests find, and what is left of them. */
import * as model from '../../model/index.ts';
import type { Explanation } from '../../src/trace/explanation.ts';
import { cutIn, finds, nameOf } from './against/cuts.ts';
import { cpuSeconds, type Result, short } from './measure.ts';

export const benchCut = (): Result => {
  const rows = finds.map((find) => {
    let cut: Explanation | undefined;
    const seconds = cpuSeconds(() => {
      cut = cutIn(model, find);
    });
    return { name: nameOf(find), before: cut?.uncut ?? 0, after: cut?.trace.length ?? 0, seconds };
  });
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    numbers: { rows, seconds: total },
    lines: [
      ...rows.map(
        ({ name, before, after, seconds }) =>
          `${name}: ${short(before)} actions to ${after}, ${seconds.toFixed(2)} s of CPU`,
      ),
      `all of them: ${total.toFixed(1)} s of CPU`,
    ],
  };
};
