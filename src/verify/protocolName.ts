/**
 * What a check is pointed at, by a name that can be sent to threads: a user's module, or the shipped protocol with optional pages.
 */
import { isMainThread } from 'node:worker_threads';
import { afterWriteInWords, askTwice, restartInWords, stepInWords } from '../cluster/purity.ts';
import { extensionIds, isExtension, protocolWith } from '../core/extensions/index.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import type { ExtensionId } from '../core/types.ts';
import { UsageError } from '../host/errors.ts';
import { importModule, readExport } from '../host/module.ts';
import { type Pulse, PulsingCalls } from '../host/pulse.ts';
import { callWatched } from '../host/watchedMain.ts';
import { readExtensions } from './pages.ts';

/** No path begins so. */
const WOVEN = 'figure2 with ';

/** No path begins so either. A protocol that may decide otherwise than the spec. */
const DIFFERS = 'figure2 decisions differ ';

/** The name of the protocol that has this name, and may decide otherwise than the spec if that is said. */
export const withDecisions = (name: string | undefined, decisions: 'differ' | undefined): string | undefined =>
  decisions === 'differ' ? DIFFERS + (name ?? '') : name;

export const mayDiffer = (name: string | undefined): boolean => name?.startsWith(DIFFERS) ?? false;

/** The name without that. */
const plainName = (name: string | undefined): string | undefined =>
  name?.startsWith(DIFFERS) ? name.slice(DIFFERS.length) || undefined : name;

/** Who is checked, in words. */
export const subjectWords = (name: string | undefined): string =>
  (plainName(name) ?? 'the shipped Raft') + (mayDiffer(name) ? ', whose decisions may differ' : '');

/** The name of the shipped protocol with these pages; undefined: with none, the shipped protocol itself. */
export const wovenName = (extensions: readonly ExtensionId[] = []): string | undefined =>
  extensions.length === 0 ? undefined : WOVEN + extensions.join(',');

/** The pages in a name; empty: it is a path, or the shipped protocol. */
export const extensionsIn = (name: string | undefined): readonly ExtensionId[] => {
  const plain = plainName(name);
  return plain?.startsWith(WOVEN) ? plain.slice(WOVEN.length).split(',').filter(isExtension) : [];
};

/** The path in a name; undefined: it is none. */
export const pathIn = (name: string | undefined): string | undefined => {
  const plain = plainName(name);
  return plain?.startsWith(WOVEN) ? undefined : plain;
};

/** The flags that say the same on a command line. */
export const protocolFlags = (name: string | undefined): Readonly<Record<string, string | undefined>> => ({
  '--with': extensionsIn(name).join(',') || undefined,
  '--protocol': pathIn(name),
  '--decisions': mayDiffer(name) ? 'differ' : undefined,
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
  readonly decisions?: 'differ';
}): string | undefined => {
  if (flags.protocolFile !== undefined && flags.with !== undefined)
    throw new UsageError(
      '--with weaves pages into the shipped rules, and --protocol gives others; leave one of them away',
    );
  const name = flags.protocolFile ?? (flags.with === undefined ? undefined : wovenName(readExtensions(flags.with)));
  return withDecisions(name, flags.decisions);
};

/**
 * The protocol of a name; without one, the shipped protocol. Every thread loads it for itself, since functions can't be sent.
 * In the main thread a step of a user's that does not come to its end is broken off.
 *
 * @throws UsageError when there is none in the file.
 */
export const loadProtocol = async (name: string | undefined): Promise<Protocol> =>
  isMainThread ? callsThrough(await loadHere(name), pathIn(name), callWatched) : loadHere(name);

/** The same in a thread, for others to see each step of a user's. */
export const loadPulsing = async (name: string | undefined, pulse: Pulse): Promise<Protocol> => {
  const calls = new PulsingCalls(pulse);
  return callsThrough(await loadHere(name), pathIn(name), (words, act) => calls.call(words, act));
};

/** The same protocol, whose functions are called by somebody who is told what is called: whose it is, and which step. */
export const callsThrough = (
  protocol: Protocol,
  file: string | undefined,
  call: <Result>(words: string, act: () => Result) => Result,
): Protocol => {
  if (file === undefined) return protocol;
  const { afterWrite } = protocol;
  return {
    ...protocol,
    ...(afterWrite && {
      afterWrite: (server, write) => call(`${file}: ${afterWriteInWords(server)}`, () => afterWrite(server, write)),
    }),
    step: (server, event) => call(`${file}: ${stepInWords(server, event)}`, () => protocol.step(server, event)),
    restart: (disk) => call(`${file}: ${restartInWords(disk)}`, () => protocol.restart(disk)),
  };
};

const loadHere = async (name: string | undefined): Promise<Protocol> => {
  if (!mayDiffer(name)) return loadPlain(name);
  return { ...(await loadPlain(plainName(name))), decisions: 'differ' };
};

const loadPlain = async (name: string | undefined): Promise<Protocol> => {
  const extensions = extensionsIn(name);
  if (extensions.length > 0) return protocolWith(extensions);
  if (name === undefined) return shippedProtocol;
  const { protocol } = await importModule(name);
  if (!readExport(name, 'the protocol', () => isProtocol(protocol))) {
    throw new UsageError(`${name} exports no protocol; add: export const protocol = { step, restart };`);
  }
  readExport(name, 'the protocol', () => {
    expectPages(name, protocol as Protocol);
    expectNoLeniency(name, protocol as Protocol);
  });
  const known =
    askedTwice.get(protocol as Protocol) ?? readExport(name, 'the protocol', () => askTwice(protocol as Protocol));
  askedTwice.set(protocol as Protocol, known);
  return known;
};

/** @throws UsageError when the pages that a user's protocol says to have are none. */
const expectPages = (file: string, { extensions = [] }: Protocol): void => {
  const given: unknown = extensions;
  if (Array.isArray(given) && given.every((id) => typeof id === 'string' && isExtension(id))) return;
  throw new UsageError(
    `${file}: the field extensions of the protocol is no list of pages; leave it out, or give some of ${extensionIds.join(', ')}`,
  );
};

/** @throws UsageError when a user's protocol says by itself how strictly it is judged: whoever asks for a verdict says that. */
const expectNoLeniency = (file: string, { decisions }: Protocol): void => {
  if (decisions === undefined) return;
  throw new UsageError(
    `${file}: the protocol has a field decisions, which is not its own to say; leave it out, and give --decisions differ`,
  );
};

/** Of each protocol one, so that it remembers what it was asked before. */
const askedTwice = new WeakMap<Protocol, Protocol>();

const isProtocol = (value: unknown): boolean => {
  const { step, restart } = (value ?? {}) as Partial<Record<keyof Protocol, unknown>>;
  return typeof step === 'function' && typeof restart === 'function';
};
