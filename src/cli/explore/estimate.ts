/** How far back the shape of the levels is looked at. */
const LEVELS = 3;
const FARTHEST = 1000;

/**
 * How many states there will be in all, roughly; undefined: too early to tell. Levels mostly grow, then shrink, each by a factor
 * that itself falls steadily; this goes on as the last levels did.
 *
 * @param levels the number of states of each level so far.
 */
export const estimateTotal = (levels: readonly number[]): number | undefined => {
  const [first = 0, second = 0, third = 0] = levels.slice(-LEVELS);
  if (levels.length < LEVELS || first === 0 || second === 0) return undefined;
  const fall = Math.min(1, third / second / (second / first));
  let factor = third / second;
  let size = third;
  let total = levels.reduce((sum, level) => sum + level, 0);
  for (let level = 0; size >= 1; level++) {
    factor *= fall;
    size *= factor;
    total += size;
    if (level === FARTHEST || !Number.isFinite(total)) return undefined;
  }
  return Math.round(total);
};
