/** What bounds a search for a smaller failure. */
export interface ShrinkBounds {
  /** How long the candidates are that are tried, all together, at most. */
  readonly maxWork: number;
  /** False: no two items are tried together, for a rough cut. True if not given. */
  readonly inPairs?: boolean;
}

/** Lists of at most this length are also tried without any two of their items. */
const MAX_PAIRWISE = 64;

/**
 * A sublist that still fails, from which nothing more can be left out: no single item, and if it is short no two items
 * (unless the bound was reached first). Pieces are tried from large to small and from the end to the beginning, since what
 * comes late depends on what came early.
 *
 * @param stillFails must hold for `list` itself, and give the same answer each time.
 *
 * @example
 * ```ts
 * import { shrink } from 'figure2/check';
 *
 * const smaller = shrink([1, 2, 3, 4, 5, 6], (list) => list.includes(2) && list.includes(5), { maxWork: 1000 });
 * console.log(smaller.join(' ')); // 2 5
 * ```
 */
export const shrink = <T>(
  list: readonly T[],
  stillFails: (candidate: readonly T[]) => boolean,
  { maxWork, inPairs = true }: ShrinkBounds,
): readonly T[] => {
  let kept = list;
  let work = 0;
  const attempt = (candidate: readonly T[]): boolean => {
    work += candidate.length;
    if (work > maxWork || !stillFails(candidate)) return false;
    kept = candidate;
    return true;
  };
  do {
    withoutPieces(() => kept, attempt);
  } while (inPairs && kept.length <= MAX_PAIRWISE && work <= maxWork && withoutPairs(() => kept, attempt));
  return kept;
};

type Attempt<T> = (candidate: readonly T[]) => boolean;

const without = <T>(list: readonly T[], from: number, to: number): readonly T[] => [
  ...list.slice(0, from),
  ...list.slice(to),
];

/** Leaves out pieces of half the list, of a quarter, and so on, and single items until none can be spared. */
const withoutPieces = <T>(kept: () => readonly T[], attempt: Attempt<T>): void => {
  for (let size = Math.ceil(kept().length / 2); size >= 1; size = Math.floor(size / 2)) {
    let isSmaller = true;
    while (isSmaller) {
      isSmaller = false;
      for (let end = kept().length; end > 0; end -= size) {
        if (attempt(without(kept(), Math.max(0, end - size), end))) isSmaller = size === 1;
      }
    }
  }
};

/** Leaves out two items that can only be spared together, such as a request and its answer. Stops at the first success. */
const withoutPairs = <T>(kept: () => readonly T[], attempt: Attempt<T>): boolean => {
  const list = kept();
  for (let later = list.length - 1; later > 0; later--) {
    const rest = without(list, later, later + 1);
    for (let earlier = later - 1; earlier >= 0; earlier--) {
      if (attempt(without(rest, earlier, earlier + 1))) return true;
    }
  }
  return false;
};
