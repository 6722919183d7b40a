/** What went wrong, in the words of the operating system or of TLS. */
import { getSystemErrorMap } from 'node:util';
import { oneLine, printable } from '../text/printable.ts';

/** In a few words, such as "connection refused (ECONNREFUSED)". */
export const systemReason = (error: unknown): string => {
  const { errno, code, reason, message } = error as NodeJS.ErrnoException & { readonly reason?: string };
  const words = (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? reason ?? message;
  return printable(oneLine(code === undefined || words.includes(code) ? words : `${words} (${code})`));
};
