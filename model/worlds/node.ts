/** One server of a world: what it knows, what is on its disk, and what its state machine holds. */

import type { ClauseId } from '../../src/core/clauses.ts';
import { entryAt } from '../../src/core/log.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { applyPersist } from '../../src/core/server.ts';
import type { Durable, Effect, Entry, Event, Index, Message, Server, ServerId, Term } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';

export interface Node {
  /** null: down. */
  readonly server: Server | null;
  readonly disk: Durable;
  /** The state machine: all commands that it was given, one after the other. Empty while the server is down. */
  readonly state: string;
}

/** What a step tells the world's memory. */
export interface Report {
  /** Who leads or claims to lead which term. */
  readonly leads: readonly (readonly [Term, ServerId])[];
  /** What has become known to be committed, and in which term that was. */
  readonly committed: readonly (Entry & { readonly index: Index; readonly in: Term })[];
  readonly applied: readonly (Entry & { readonly index: Index })[];
}

/** What became of a node, and of the world around it. */
export interface Outcome {
  readonly node: Node;
  readonly sent: readonly Message[];
  readonly report: Report;
  readonly fired: readonly ClauseId[];
  /** undefined: the step threw, and `because` says what. */
  readonly observation?: Observation;
  readonly because?: string;
}

/** A node that has never run. */
export const newNode = (disk: Durable): Node => ({ server: null, disk, state: '' });

export const crashed = ({ disk }: Node): Node => ({ server: null, disk, state: '' });

const nothing: Report = { leads: [], committed: [], applied: [] };

/** A node gives an event to its server; with `crashAfter` it goes down when so many effects have been executed. */
export const handle = (node: Node, event: Event, { step }: Protocol, crashAfter?: number): Outcome => {
  const { server: before, disk: diskBefore } = node;
  if (before === null) throw new Error(`${diskBefore.id} is down and can't handle ${event.type}`);
  try {
    const { server: after, effects, fired } = step(before, event);
    const isCrash = crashAfter !== undefined;
    const executed = Math.min(crashAfter ?? effects.length, effects.length);
    const done = executed === effects.length ? effects : effects.slice(0, executed);
    const disk = diskAfter(diskBefore, done);
    const observation: Observation = {
      ...{ id: diskBefore.id, event, before, after, effects, fired },
      ...{ diskBefore, disk, executed, crashed: isCrash },
    };
    return {
      node: isCrash ? crashed({ ...node, disk }) : { server: after, disk, state: stateAfter(node.state, done) },
      sent: done.flatMap((effect) => (effect.type === 'send' ? [effect.message] : [])),
      report: reportOf(observation, done),
      fired: isCrash ? [] : fired,
      observation,
    };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return {
      node: crashed(node),
      sent: [],
      report: nothing,
      fired: [],
      because: `the protocol itself failed: ${because}`,
    };
  }
};

const diskAfter = (disk: Durable, effects: readonly Effect[]): Durable =>
  effects.reduce((written, effect) => (effect.type === 'persist' ? applyPersist(written, effect) : written), disk);

const stateAfter = (state: string, effects: readonly Effect[]): string =>
  effects.reduce((held, effect) => {
    if (effect.type === 'apply') return held === '' ? effect.command : `${held} ${effect.command}`;
    return effect.type === 'restoreSnapshot' ? effect.snapshot.data : held;
  }, state);

/** A server leads if it says so, to itself or to others; what it knows to be committed was committed. */
const reportOf = ({ id, before, after, crashed: isCrash }: Observation, done: readonly Effect[]): Report => {
  const leads = new Map<Term, ServerId>();
  if (!isCrash && after.role === 'leader' && (before.role !== 'leader' || before.currentTerm !== after.currentTerm)) {
    leads.set(after.currentTerm, id);
  }
  const applied: Report['applied'][number][] = [];
  for (const effect of done) {
    if (effect.type === 'apply') applied.push({ index: effect.index, term: effect.term, command: effect.command });
    if (effect.type !== 'send') continue;
    const { type, term, from } = effect.message;
    if (type === 'AppendEntries' || type === 'InstallSnapshot') leads.set(term, from);
  }
  const committed: Report['committed'][number][] = [];
  const lastKnown = isCrash ? 0 : Math.min(after.commitIndex, after.log.lastIndex);
  for (let index = before.commitIndex + 1; index <= lastKnown; index++) {
    const entry = entryAt(after.log, index);
    if (entry) committed.push({ index, ...entry, in: after.currentTerm });
  }
  return leads.size + committed.length + applied.length === 0 ? nothing : { leads: [...leads], committed, applied };
};

/** A node that comes back from its disk, and begins. */
export const restarted = (node: Node, protocol: Protocol): Outcome & { readonly restarted?: Server } => {
  try {
    const server = protocol.restart(node.disk);
    return { ...handle({ ...node, server }, { type: 'start' }, protocol), restarted: server };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { node, sent: [], report: nothing, fired: [], because: `the protocol itself failed: ${because}` };
  }
};
