/** The state machines behind the servers of a cluster: what was applied, so that a snapshot has something in it. */

import type { Index, ServerId, Snapshot } from '../core/types.ts';
import type { Surroundings } from './cluster.ts';

/** A state machine, written down after the command at an index. */
export interface WrittenState {
  /** 0: no command was applied. */
  readonly index: Index;
  readonly data: string;
}

/** A state machine takes commands one after another, writes itself down, and comes back from what was written. */
export interface PureStateMachine<State> {
  readonly initial: State;
  readonly apply: (state: State, index: Index, command: string) => State;
  readonly write: (state: State) => WrittenState;
  readonly read: (snapshot: Snapshot) => State;
}

/** All commands, one after another, with one more. */
export const withCommand = (data: string, command: string): string => (data === '' ? command : `${data} ${command}`);

/** A state machine that keeps all commands, one after another, for people to read. */
export const commandList: PureStateMachine<WrittenState> = {
  initial: { index: 0, data: '' },
  apply: ({ data }, index, command) => ({ index, data: withCommand(data, command) }),
  write: (state) => state,
  read: ({ lastIncludedIndex, data }) => ({ index: lastIncludedIndex, data }),
};

/** A digest of 32 bits that no checksum of the core goes into: what is checked must not help to check. */
const withText = (digest: number, text: string): number => {
  let mixed = Math.imul(digest ^ 0x9e3779b9, 0x85ebca6b);
  for (let place = 0; place < text.length; place++) mixed = Math.imul(mixed ^ text.charCodeAt(place), 0x01000193);
  return mixed >>> 0;
};

/** How far a state machine has come, and a digest of the commands so far. */
export interface Digest {
  readonly index: Index;
  readonly digest: number;
}

/**
 * A state machine that is a digest of everything that was applied, so that any difference shows. It is written with so many
 * characters, more than need be, so that it takes several chunks to send.
 */
export const digestOfCommands = (length: number): PureStateMachine<Digest> => ({
  initial: { index: 0, digest: 0 },
  apply: ({ digest }, index, command) => ({ index, digest: withText(digest, command) }),
  write: ({ index, digest }) => ({
    index,
    data: `${index}:${digest.toString(16).padStart(8, '0')}:`.padEnd(length, '.'),
  }),
  read: ({ data }) => {
    const [index = '0', digest = '0'] = data.split(':');
    return { index: Number(index), digest: Number.parseInt(digest, 16) };
  },
});

/** The state machines of all servers. */
export interface StateMachines {
  /** To be told by the cluster: what is applied and restored, and that a crash loses all that is not in a snapshot. */
  readonly surroundings: Pick<Surroundings, 'apply' | 'restore' | 'crashed'>;
  /** The state machine of a server, written down. */
  readonly snapshot: (id: ServerId) => WrittenState;
}

/** A state machine for each server, with an empty state at first. */
export const stateMachines = <State>({ initial, apply, write, read }: PureStateMachine<State>): StateMachines => {
  const states = new Map<ServerId, State>();
  const stateOf = (id: ServerId): State => states.get(id) ?? initial;
  return {
    surroundings: {
      apply: (id, { index, command }) => states.set(id, apply(stateOf(id), index, command)),
      restore: (id, { snapshot }) => states.set(id, read(snapshot)),
      crashed: (id) => states.delete(id),
    },
    snapshot: (id) => write(stateOf(id)),
  };
};
