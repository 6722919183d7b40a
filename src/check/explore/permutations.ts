/**
 * All orders of the numbers from 0 to `size` - 1, the identity first: what a symmetry over `size` alike parts renames by.
 *
 * @example
 * ```ts
 * import { permutations } from 'figure2/check';
 *
 * console.log(JSON.stringify(permutations(2))); // [[0,1],[1,0]]
 * ```
 */
export const permutations = (size: number): readonly (readonly number[])[] => {
  if (size === 0) return [[]];
  const smaller = permutations(size - 1).map((order) => order.map((place) => place + 1));
  return Array.from({ length: size }, (_, first) =>
    smaller.map((rest) => [first, ...rest.map((place) => (place <= first ? place - 1 : place))]),
  ).flat();
};
