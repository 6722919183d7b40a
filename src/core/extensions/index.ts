/** The optional pages of the spec that there are, by their names. */
import { raftMachine } from '../machine.ts';
import type { ExtensionId, Role } from '../types.ts';
import { checkQuorum } from './checkQuorum.ts';
import { clientBatches } from './clientBatches.ts';
import { leadershipTransfer } from './leadershipTransfer.ts';
import { membership } from './membership.ts';
import { noOp } from './noOp.ts';
import { parallelWrite } from './parallelWrite.ts';
import { preVote } from './preVote.ts';
import { readIndex } from './readIndex.ts';
import { type Extension, type Woven, weave } from './weave.ts';

/** Every page, by the name of its file under spec/extensions. */
export const extensions: Readonly<Record<ExtensionId, Extension>> = {
  'pre-vote': preVote,
  'client-batches': clientBatches,
  'parallel-write': parallelWrite,
  'check-quorum': checkQuorum,
  'no-op': noOp,
  'read-index': readIndex,
  'leadership-transfer': leadershipTransfer,
  membership,
};

/** Their names, in the order of the spec. */
export const extensionIds = Object.keys(extensions) as readonly ExtensionId[];

/** Is there such a page? */
export const isExtension = (name: string): name is ExtensionId => Object.hasOwn(extensions, name);

/** Every role that a server may be in, whichever pages are woven in. */
export const roles: readonly Role[] = [
  ...(Object.keys(raftMachine.states) as Role[]),
  ...extensionIds.flatMap((id) => Object.keys(extensions[id].roles) as Role[]),
];

/** The shipped protocol with these pages; with none, it does what `shippedProtocol` does, by the same functions. */
export const protocolWith = (ids: readonly ExtensionId[] = []): Woven => {
  const name = ids.join(' ');
  const known = woven.get(name) ?? weave(ids.map((id) => extensions[id]));
  woven.set(name, known);
  return known;
};

/** Woven once: two protocols with the same pages are one. */
const woven = new Map<string, Woven>();
