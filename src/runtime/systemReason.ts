/** What went wrong, in the words of the operating system or of TLS. */
import { getSystemErrorMap, inspect } from 'node:util';
import { oneLine, printable } from '../text/printable.ts';

/** What somebody's code has thrown, in one line; whatever it is. */
export const reasonOf = (error: unknown): string => {
  const words =
    error instanceof Error ? error.message : typeof error === 'string' ? error : inspect(error, { depth: 1 });
  return printable(oneLine(words));
};

/** In a few words, such as "connection refused (ECONNREFUSED)". */
export const systemReason = (error: unknown): string => {
  if (!(error instanceof Error)) return reasonOf(error);
  const { errno, code, reason, message } = error as NodeJS.ErrnoException & { readonly reason?: string };
  const words = (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? reason ?? message;
  return printable(oneLine(code === undefined || words.includes(code) ? words : `${words} (${code})`));
};
