/** How long a user's code may take, in seconds of real time: what an environment variable says, or what is usual. */
import { UsageError } from './errors.ts';

/**
 * What a variable of the environment says.
 *
 * @throws UsageError when it is no whole number of seconds, 1 .. 99999.
 */
export const secondsIn = (variable: string, usual: number): number => {
  const text = process.env[variable];
  if (text === undefined || text === '') return usual;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`${variable} is ${text}; give a whole number of seconds from 1 to 99999`);
};
