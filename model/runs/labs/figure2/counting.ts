/** Optional pages by which other entries than commands get indexes, where a lab takes an index for a number of commands (NO-7). */
import { protocolWith } from '../../../../src/core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import type { ExtensionId } from '../../../../src/core/types.ts';

/** Names of optional pages, in the order in which they are woven. */
export type PageNames = readonly ExtensionId[];

/** By these pages entries get indexes that no client is told of. */
const pagesThatCount: PageNames = ['no-op'];

/** Does an index say more with these pages than how many commands there were? */
export const countMore = (pages: PageNames = []): boolean => pages.some((id) => pagesThatCount.includes(id));

/** The protocol without such pages, where they are woven into the shipped rules, and which they were; one's own rules stay as they are. */
export const countableProtocol = (
  protocol: Protocol | undefined,
): { readonly played: Protocol | undefined; readonly without: PageNames } => {
  const { extensions = [], step } = protocol ?? {};
  if (!countMore(extensions) || step !== protocolWith(extensions).step) return { played: protocol, without: [] };
  const others = extensions.filter((id) => !pagesThatCount.includes(id));
  const without = extensions.filter((id) => pagesThatCount.includes(id));
  return { played: { ...protocol, ...(others.length === 0 ? shippedWithout : protocolWith(others)) }, without };
};

/** The figure's alone: what belongs to pages is taken back. */
const shippedWithout = { ...shippedProtocol, extensions: [] };
