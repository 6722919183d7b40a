/**
 * What a check is pointed at, by a name that can be sent to threads: a user's module, or the shipped protocol with optional pages.
 */
import { askTwice } from '../cluster/purity.ts';
import { extensionIds, isExtension, protocolWith } from '../core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import type { ExtensionId } from '../core/types.ts';
import { UsageError } from '../host/errors.ts';
import { importModule } from '../host/module.ts';
import { excerpt } from '../text/printable.ts';

/** No path begins so. */
const WOVEN = 'figure2 with ';

/** The name of the shipped protocol with these pages; undefined: with none, the shipped protocol itself. */
export const wovenName = (extensions: readonly ExtensionId[] = []): string | undefined =>
  extensions.length === 0 ? undefined : WOVEN + extensions.join(',');

/** The pages in a name; empty: it is a path, or the shipped protocol. */
export const extensionsIn = (name: string | undefined): readonly ExtensionId[] =>
  name?.startsWith(WOVEN) ? name.slice(WOVEN.length).split(',').filter(isExtension) : [];

/** The path in a name; undefined: it is none. */
export const pathIn = (name: string | undefined): string | undefined => (name?.startsWith(WOVEN) ? undefined : name);

/** The flags that say the same on a command line. */
export const protocolFlags = (name: string | undefined): Readonly<Record<string, string | undefined>> => ({
  '--with': extensionsIn(name).join(',') || undefined,
  '--protocol': pathIn(name),
});

/**
 * The name of what the flags of a command line mean.
 *
 * @throws UsageError when both are given, since a module brings its own pages; or when there is no such page.
 */
export const protocolNameOf = (flags: {
  readonly protocolFile?: string;
  /** Names of pages, with commas between them. */
  readonly with?: string;
}): string | undefined => {
  if (flags.protocolFile !== undefined && flags.with !== undefined)
    throw new UsageError(
      '--with weaves pages into the shipped rules, and --protocol gives others; leave one of them away',
    );
  return flags.protocolFile ?? (flags.with === undefined ? undefined : wovenName(readExtensions(flags.with)));
};

/**
 * The names of pages, as they are given to --with.
 *
 * @throws UsageError when there is no such page.
 */
export const readExtensions = (text: string): readonly ExtensionId[] =>
  [...new Set(text.split(','))].map((name) => {
    if (isExtension(name)) return name;
    throw new UsageError(`there is no page ${excerpt(name)}; known are ${extensionIds.join(', ')}`);
  });

/**
 * The protocol of a name; without one, the shipped protocol. Every thread loads it for itself, since functions can't be sent.
 *
 * @throws UsageError when there is none in the file.
 */
export const loadProtocol = async (name: string | undefined): Promise<Protocol> => {
  const extensions = extensionsIn(name);
  if (extensions.length > 0) return protocolWith(extensions);
  if (name === undefined) return shippedProtocol;
  const { protocol } = await importModule(name);
  if (!isProtocol(protocol)) {
    throw new UsageError(`${name} exports no protocol; add: export const protocol = { step, restart };`);
  }
  const known = askedTwice.get(protocol) ?? askTwice(protocol);
  askedTwice.set(protocol, known);
  return known;
};

/** Of each protocol one, so that it remembers what it was asked before. */
const askedTwice = new WeakMap<Protocol, Protocol>();

const isProtocol = (value: unknown): value is Protocol => {
  const { step, restart } = (value ?? {}) as Partial<Record<keyof Protocol, unknown>>;
  return typeof step === 'function' && typeof restart === 'function';
};
