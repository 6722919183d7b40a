/** The loading of a user's protocol. */

import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { UsageError } from '../host/errors.ts';
import { importModule } from '../host/module.ts';

/**
 * The protocol in a file; without one, the shipped protocol. Every thread loads it for itself, since functions can't be sent.
 *
 * @throws UsageError when there is none in the file.
 */
export const loadProtocol = async (file: string | undefined): Promise<Protocol> => {
  if (file === undefined) return shippedProtocol;
  const { protocol } = await importModule(file);
  if (!isProtocol(protocol)) {
    throw new UsageError(`${file} exports no protocol; add: export const protocol = { step, restart };`);
  }
  return protocol;
};

const isProtocol = (value: unknown): value is Protocol => {
  const { step, restart } = (value ?? {}) as Partial<Record<keyof Protocol, unknown>>;
  return typeof step === 'function' && typeof restart === 'function';
};
