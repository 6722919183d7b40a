/** The optional pages of the spec that there are, by their names. */
import { raftMachine } from '../machine.ts';
import type { Protocol } from '../protocol.ts';
import type { ExtensionId, Role } from '../types.ts';
import { preVote } from './preVote.ts';
import { type Extension, weave } from './weave.ts';

/** Every page, by the name of its file under spec/extensions. */
export const extensions: Readonly<Record<ExtensionId, Extension>> = { 'pre-vote': preVote };

/** Their names, in the order of the spec. */
export const extensionIds = Object.keys(extensions) as readonly ExtensionId[];

/** Is there such a page? */
export const isExtension = (name: string): name is ExtensionId => Object.hasOwn(extensions, name);

/** Every role that a server may be in, whichever pages are woven in. */
export const roles: readonly Role[] = [
  ...(Object.keys(raftMachine.states) as Role[]),
  ...extensionIds.flatMap((id) => Object.keys(extensions[id].roles) as Role[]),
];

/** The clauses that may act in a protocol with these pages: see `Woven`. */
export const clausesOf = (protocol: Protocol): ReturnType<typeof weave>['clauses'] =>
  weave((protocol.extensions ?? []).map((id) => extensions[id])).clauses;
