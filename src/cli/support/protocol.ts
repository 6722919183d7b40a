import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Protocol, shippedProtocol } from '../../sim/cluster.ts';
import { oneLine, UsageError } from './errors.ts';
import { readText } from './files.ts';
import { allowTypeScript } from './typescript.ts';

/**
 * The protocol in a file; without one, the shipped protocol. Every thread loads it for itself, since functions can't be sent.
 *
 * @throws UsageError when there is none in the file.
 */
export const loadProtocol = async (file: string | undefined): Promise<Protocol> => {
  if (file === undefined) return shippedProtocol;
  readText(file);
  if (/\.[mc]?ts$/.test(file)) allowTypeScript(file);
  const { protocol } = await importFile(file);
  if (!isProtocol(protocol)) {
    throw new UsageError(`${file} exports no protocol; add: export const protocol = { step, restart };`);
  }
  return protocol;
};

const importFile = async (file: string): Promise<{ readonly protocol?: unknown }> => {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as { readonly protocol?: unknown };
  } catch (error) {
    throw new UsageError(`can't load ${file}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
};

const isProtocol = (value: unknown): value is Protocol => {
  const { step, restart } = (value ?? {}) as Partial<Record<keyof Protocol, unknown>>;
  return typeof step === 'function' && typeof restart === 'function';
};
