/** Client batches (spec/extensions/client-batches.md): several commands in one event, with one write and one message for all. */
import type { LocalEventRows } from '../events.ts';
import { append, lastIndex } from '../log.ts';
import { cites } from '../machine.ts';
import { type Guard, type Rule, withoutEffects } from '../outcome.ts';
import { hasEntriesToSend } from '../rules/leaders.ts';
import type { Entry, Server, Typed } from '../types.ts';
import type { Answers, Extension } from './weave.ts';

declare module '../types.ts' {
  interface LocalEventTypes {
    /** Clients ask for several things at once. */
    readonly clientCommands: ClientCommands;
  }
  interface ExtensionStates {
    /** A batch leaves nothing behind. */
    readonly 'client-batches': ClientBatchesState;
  }
}

/** Clients ask for several commands to be put into the log, in this order (CB-1). */
export interface ClientCommands extends Typed<'clientCommands'> {
  /** Opaque strings for the state machine (D-18). */
  readonly commands: readonly string[];
}

/** What a server knows of batches: nothing. */
export type ClientBatchesState = Readonly<Record<string, never>>;

/** The row of its event. */
export const clientBatchesEvents: Pick<LocalEventRows, 'clientCommands'> = {
  clientCommands: {
    clause: 'CB-1',
    description: 'Clients ask for several commands to be put into the log, in this order',
    fields: { commands: 'commands' },
    words: ({ commands }, quote) => `clientCommands ${commands.map(quote).join(' ')}`.trimEnd(),
  },
};

/** CB-4, its condition. */
const hasNoCommands: Guard<ClientCommands> = (_server, { commands }) => commands.length === 0;

/** CB-4: there is nothing to do. */
const ignoreNoCommands: Rule<ClientCommands> = (server) => withoutEffects(server, 'CB-4');

/** CB-1: all of them go to the end of the leader's own log first. CB-2: so RS-L-3 finds them together. */
export const appendCommands: Rule<ClientCommands> = (server, event) => {
  const entries = event.commands.map((command): Entry => ({ term: server.currentTerm, command }));
  const next = { ...server, log: append(server.log, entries) };
  return {
    server: next,
    effects: [{ type: 'persist', append: { firstIndex: lastIndex(server.log) + 1, entries } }],
    fired: hasEntriesToSend(next, event) ? ['CB-1', 'CB-2', 'RS-L-2'] : ['CB-1', 'RS-L-2'],
  };
};

/** CB-3: one refusal for all. */
const refuseCommands: Rule<ClientCommands> = (server: Server) => ({
  server,
  effects: [{ type: 'reject', reason: 'notLeader', leaderId: server.leaderId }],
  fired: ['CB-3', 'CL-1'],
});

const ignore = {
  guard: 'hasNoCommands',
  actions: 'ignoreNoCommands',
  ...cites('A batch of no commands', 'CB-4'),
} as const;

const refused: Answers = {
  clientCommands: [ignore, { actions: 'refuseCommands', ...cites('Only a leader takes commands', 'CB-3', 'CL-1') }],
};

/** The page of client batches, to be woven into a machine. */
export const clientBatches: Extension = {
  id: 'client-batches',
  messages: {},
  events: clientBatchesEvents,
  guards: { hasNoCommands },
  actions: { ignoreNoCommands, appendCommands, refuseCommands },
  roles: {},
  before: {
    follower: refused,
    candidate: refused,
    leader: {
      clientCommands: [
        ignore,
        { actions: 'appendCommands', ...cites('Append the commands in their order', 'CB-1', 'CB-2', 'RS-L-2') },
      ],
    },
  },
  beside: { 'pre-vote': { before: { preCandidate: refused } } },
  replaces: [],
  initial: {},
};
