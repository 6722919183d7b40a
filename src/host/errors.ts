/** How the process ends, and the errors that a user can mend. */

import { getSystemErrorMap } from 'node:util';
import { oneLine } from '../text/printable.ts';

/** What the process ends with. */
export const ExitCode = { holds: 0, violated: 1, misused: 2 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Something that the user can mend. The message says what is wrong, where, and how to mend it, on one line. */
export class UsageError extends Error {}

/** Something was not done to its end, so that nobody knows whether it holds. The message says what, and how to mend it. */
export class NoVerdict extends Error {}

/** What the operating system said, such as "no such file or directory (ENOENT)". */
export const reasonOf = (error: unknown): string => {
  const { errno, code, message } = error as NodeJS.ErrnoException;
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return words === undefined || code === undefined ? oneLine(message) : `${words} (${code})`;
};
