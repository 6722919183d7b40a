/** What stands behind the flags of `torture`. */
import { InvalidArgumentError } from 'commander';

const SIZES: ReadonlyMap<string, number> = new Map([
  ['3', 3],
  ['5', 5],
  ['7', 7],
]);

export const readServers = (text: string): number => {
  const size = SIZES.get(text);
  if (size === undefined) throw new InvalidArgumentError('give 3, 5 or 7');
  return size;
};

const CLIENTS_MAX = 1000;

export const readClients = (text: string): number => {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= CLIENTS_MAX) return count;
  throw new InvalidArgumentError(`give a whole number from 1 to ${CLIENTS_MAX}`);
};
