/** What a step costs, beside the bare rules, beside xstate's own transition(), and beside a step with all optional pages woven in. */
import { deepStrictEqual } from 'node:assert/strict';
import { transition } from 'xstate';
import { Cluster } from '../../src/cluster/cluster.ts';
import { boxOf } from '../../src/core/boxes.ts';
import { extensionIds, protocolWith } from '../../src/core/extensions/index.ts';
import { machineEventOf, raftMachine } from '../../src/core/machine.ts';
import { followedBy, type Guard, type Outcome, type Rule } from '../../src/core/outcome.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { adoptTerm, applyAndReply, hasNewerTerm, hasOlderTerm, hasUnapplied } from '../../src/core/rules/allServers.ts';
import { acceptEntries, lacksPrevEntry } from '../../src/core/rules/appendEntries.ts';
import {
  advanceCommitIndex,
  advanceFollower,
  appendCommand,
  canCommit,
  hasEntriesToSend,
  heartbeat,
  isSuccess,
  sendEntries,
} from '../../src/core/rules/leaders.ts';
import { canGrantVote, grantVote } from '../../src/core/rules/requestVote.ts';
import { step } from '../../src/core/step.ts';
import type { Event, Message, Server, Step } from '../../src/core/types.ts';
import { type Result, race, short, times } from './measure.ts';

interface Case {
  readonly name: string;
  readonly server: Server;
  readonly event: Event;
  /** The conditions that the machine asks about on its way, and the rules that it then follows. */
  readonly guards: readonly Guard<never>[];
  readonly rules: readonly Rule<never>[];
}

const leaderGuards = [hasEntriesToSend, canCommit, hasUnapplied];

/** The events that a running cluster mostly consists of. */
const cases = (protocol: Protocol = shippedProtocol): readonly Case[] => {
  const { step } = protocol;
  const { leader, follower, heard } = cluster(protocol);
  const command: Event = { type: 'clientCommand', command: 'set x 1' };
  const replicating = withOwnWrite(step(leader, command), protocol);
  const [entryToS2] = sent(replicating.effects);
  const acknowledged = (peer: Server): Message =>
    sent(step(peer, messageTo(replicating.effects, peer.id)).effects)[0] ?? never();
  const [s2, s3] = heard;
  const almost = step(replicating.server, acknowledged(s2)).server;
  const vote: Message = {
    type: 'RequestVote',
    from: 'S3',
    to: 'S2',
    term: follower.currentTerm + 1,
    candidateId: 'S3',
    lastLogIndex: follower.log.lastIndex,
    lastLogTerm: follower.currentTerm,
  };
  const beat = step(leader, { type: 'timeout', timer: 'heartbeat' });
  const stale: Message = {
    type: 'RequestVoteReply',
    from: 'S3',
    to: 'S1',
    term: leader.currentTerm,
    voteGranted: true,
  };
  const receiverGuards = [hasNewerTerm, hasOlderTerm, lacksPrevEntry];
  return [
    { name: 'ignored event', server: leader, event: stale, guards: [hasNewerTerm, ...leaderGuards], rules: [] },
    {
      name: 'heartbeat, at a follower',
      server: follower,
      event: messageTo(beat.effects, 'S2'),
      guards: [...receiverGuards, hasUnapplied],
      rules: [acceptEntries],
    },
    {
      name: 'AppendEntries with 1 entry',
      server: follower,
      event: entryToS2 ?? never(),
      guards: [...receiverGuards, hasUnapplied],
      rules: [acceptEntries],
    },
    {
      name: 'RequestVote, granted',
      server: follower,
      event: vote,
      guards: [hasNewerTerm, hasNewerTerm, hasOlderTerm, canGrantVote, hasUnapplied],
      rules: [adoptTerm, grantVote],
    },
    {
      name: 'heartbeat timeout, 5 servers',
      server: leader,
      event: { type: 'timeout', timer: 'heartbeat' },
      guards: leaderGuards,
      rules: [heartbeat],
    },
    {
      name: 'client command, 5 servers',
      server: leader,
      event: command,
      guards: [...leaderGuards, ...leaderGuards],
      rules: [appendCommand, sendEntries],
    },
    {
      name: 'AppendEntriesReply, commits',
      server: almost,
      event: acknowledged(s3),
      guards: [hasNewerTerm, isSuccess, ...leaderGuards, ...leaderGuards, ...leaderGuards],
      rules: [advanceFollower, advanceCommitIndex, applyAndReply],
    },
  ];
};

/** A step, and what a driver tells the server once it has written what the step asks for. */
const withOwnWrite = (given: Step, { step, afterWrite = () => [] }: Protocol): Step => {
  const told = given.effects.flatMap((effect) => (effect.type === 'persist' ? afterWrite(given.server, effect) : []));
  return { ...given, server: told.reduce((server, event) => step(server, event).server, given.server) };
};

/** Five servers, S1 leading, a thousand entries applied everywhere. */
const cluster = (protocol: Protocol) => {
  const mail: Message[] = [];
  const ids = ['S1', 'S2', 'S3', 'S4', 'S5'];
  const all = new Cluster({ ids, protocol }, { send: (message) => mail.push(message) });
  const handle = (event: Event): void => {
    all.handle('S1', event);
    for (let message = mail.shift(); message; message = mail.shift()) all.handle(message.to, message);
  };
  for (const id of ids) all.restart(id);
  handle({ type: 'timeout', timer: 'election' });
  for (let count = 1; count <= 1000; count++) handle({ type: 'clientCommand', command: `set x ${count}` });
  handle({ type: 'timeout', timer: 'heartbeat' });
  const [leader, s2, s3] = all.running;
  if (leader?.role !== 'leader' || !s2 || !s3) return never();
  return { leader, follower: s2, heard: [s2, s3] as const };
};

const never = (): never => {
  throw new Error('the cluster has not come to where the benchmark begins');
};

const sent = (effects: Outcome['effects']): readonly Message[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));

const messageTo = (effects: Outcome['effects'], id: string): Message =>
  sent(effects).find(({ to }) => to === id) ?? never();

/** What the step would cost without a machine. */
const bare = ({ server, event, guards, rules }: Case): Outcome => {
  for (const guard of guards) guard(server, event as never);
  let outcome: Outcome = { server, effects: [], fired: [] };
  for (const rule of rules) outcome = followedBy(outcome, rule(outcome.server, event as never));
  return outcome;
};

/** The step by xstate's public door. */
const byTransition = ({ server, event }: Case) => {
  const start = raftMachine.resolveState({ value: server.role, context: { server, effects: [], fired: [] } });
  return transition(raftMachine, start, machineEventOf(event))[0].context;
};

/** Which clauses of optional pages act in a step. */
const actingPages = ({ server, event }: Case, protocol: Protocol): readonly string[] =>
  protocol.step(server, event).fired.filter((id) => boxOf(id).extension !== undefined);

/** The step beside one with all pages woven in, of a server that runs with them. */
const besidePages = (one: Case, woven: Case, protocol: Protocol) => {
  const { figure, pages } = race({
    figure: () => void step(one.server, one.event),
    pages: () => void protocol.step(woven.server, woven.event),
  });
  return { figure, pages, ratio: pages / figure, acting: actingPages(woven, protocol) };
};

export const benchStep = (): Result => {
  const withAll = protocolWith(extensionIds);
  const woven = cases(withAll);
  const results = cases().map((one, place) => {
    const { server, event } = one;
    deepStrictEqual(bare(one).server, step(server, event).server); // else the rules are not those of the step
    const micros = race({
      step: () => void step(server, event),
      rules: () => void bare(one),
      transition: () => void byTransition(one),
    });
    return { name: one.name, micros, pages: besidePages(one, woven[place] ?? never(), withAll) };
  });
  const lines = results.map(
    ({ name, micros: { step, rules, transition } }) =>
      `${name.padEnd(28)} ${short(step).padStart(6)} us   rules alone ${short(rules).padStart(6)} us (${times(step / rules)})   transition() ${short(transition).padStart(6)} us (${times(transition / step)} slower than step)`,
  );
  const beside = results.map(({ name, pages: { figure, pages, ratio, acting } }) => {
    const who = acting.length === 0 ? 'no page acts' : `${acting.join(' ')} act`;
    return `${name.padEnd(28)} ${short(figure).padStart(6)} us   with all pages ${short(pages).padStart(6)} us (${ratio.toFixed(2)}x), ${who}`;
  });
  return { numbers: results, lines: [...lines, ...beside] };
};
