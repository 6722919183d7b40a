import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transition } from 'xstate';
import { boxOf } from '../../../src/core/boxes.ts';
import { clauseIds } from '../../../src/core/clauses.ts';
import { figureEvents } from '../../../src/core/events.ts';
import { clientBatches } from '../../../src/core/extensions/clientBatches.ts';
import { extensionIds, extensions, isExtension, protocolWith } from '../../../src/core/extensions/index.ts';
import { preVote } from '../../../src/core/extensions/preVote.ts';
import { type Extension, hiddenTransitions, type Transition, weave } from '../../../src/core/extensions/weave.ts';
import { machineEventOf, raftMachine } from '../../../src/core/machine.ts';
import { figureMessages } from '../../../src/core/messages.ts';
import { withoutEffects } from '../../../src/core/outcome.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { createServer, durable } from '../../../src/core/server.ts';
import type { Event, ExtensionId, Role, Server } from '../../../src/core/types.ts';
import { visitsOf, walks } from '../walk.ts';

const woven = weave([preVote]);

describe('no page', () => {
  const bare = weave([]);

  test('leaves the machine of the figure, and each step what it was', () => {
    expect(bare.machine).toBe(raftMachine);
    expect(bare.extensions).toEqual([]);
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk)) expect(bare.step(before, event)).toEqual(after);
      }),
      { numRuns: 30 },
    );
  });

  test('leaves a server without a trace of pages', () => {
    const storage = durable(createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] }));
    expect(bare.restart(storage)).toEqual(shippedProtocol.restart(storage));
    expect('extensions' in bare.restart(storage)).toBe(false);
    expect(bare.clauses.filter((id) => boxOf(id).extension !== undefined)).toEqual([]);
    expect(bare.clauses).toContain('RS-C-4');
  });
});

describe('a woven machine', () => {
  test('has no transition that can never be taken, as the figure has none', () => {
    expect(hiddenTransitions(raftMachine.config)).toEqual([]);
    expect(hiddenTransitions(woven.machine.config)).toEqual([]);
  });

  test('keeps every transition of the figure but those that the page replaces', () => {
    const without = (place: string) => JSON.stringify(transitionsFrom(woven.machine.config, place));
    for (const role of ['follower', 'candidate', 'leader'] as const) {
      for (const [event, answers] of Object.entries(raftMachine.config.states?.[role]?.on ?? {})) {
        if (event === 'timeout.election' && role !== 'leader') continue;
        expect(without(`${role} ${event}`)).toBe(JSON.stringify([answers].flat()));
      }
    }
    expect(without('follower timeout.election')).toMatch(/askForPreVotes/);
    expect(without('follower timeout.election')).not.toMatch(/becomeCandidate/);
  });

  test('takes from the clauses those that nothing cites any more, and adds those of its pages', () => {
    const missing = clauseIds.filter((id) => !woven.clauses.includes(id));
    expect(missing.filter((id) => boxOf(id).extension === undefined)).toEqual(['RS-C-4']);
    expect(missing).toContain('PW-1');
    expect(protocolWith(['pre-vote']).clauses).toEqual(woven.clauses);
    expect(protocolWith(['pre-vote'])).toBe(protocolWith(['pre-vote']));
  });

  test('is stepped through as xstate does it', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk, woven)) {
          expect(after.server).toEqual(byXstate(before, event));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('names in each step only what the transitions for its event cite', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, event, after } of visitsOf(walk, woven)) {
          const cited = citedFor(before.role, event);
          expect(after.fired.filter((id) => !cited.has(id))).toEqual([]);
          for (const id of after.fired) seen.add(id);
        }
      }),
      { numRuns: 80, seed: 1 },
    );
    const page = woven.clauses.filter((id) => boxOf(id).extension === 'pre-vote');
    expect(page.filter((id) => !seen.has(id))).toEqual(['PV-1']); // what is kept does not act
  });
});

describe('a page', () => {
  test('is known by the name of its file', () => {
    expect(extensionIds).toEqual([
      'pre-vote',
      'client-batches',
      'parallel-write',
      'check-quorum',
      'no-op',
      'read-index',
      'leadership-transfer',
      'membership',
    ]);
    for (const id of extensionIds) expect(extensions[id].id).toBe(id);
    expect([isExtension('pre-vote'), isExtension('toString')]).toEqual([true, false]);
  });

  const cited: Pick<Transition, 'description' | 'meta'> = {
    description: 'Something happens',
    meta: { clauses: ['PV-2'] },
  };
  const empty: Extension = { ...preVote, messages: {}, guards: {}, actions: {}, roles: {}, before: {}, replaces: [] };

  test.each<[string, Partial<Extension>, string]>([
    [
      'hides a transition without saying so',
      { before: { leader: { clientCommand: { actions: 'refuseCommand', ...cited } } } },
      'the page pre-vote hides leader clientCommand appendCommand; say so in its replaces, or give it a condition',
    ],
    [
      'hides more than it says',
      {
        before: { follower: { AppendEntries: { actions: 'refuseEntries', ...cited } } },
        replaces: ['follower AppendEntries acceptEntries'],
      },
      'hides follower AppendEntries adoptTerm handleAgain, follower AppendEntries refuseOldLeader, follower AppendEntries',
    ],
    [
      'claims to replace what can still be taken',
      { replaces: ['leader clientCommand appendCommand'] },
      'the page pre-vote replaces leader clientCommand appendCommand, which can still be taken or is not there',
    ],
    [
      'brings a role that nothing leads to',
      { roles: { preCandidate: { description: 'Waits', on: { start: { actions: 'start', ...cited } } } } },
      'the page pre-vote hides preCandidate start start',
    ],
    [
      'takes a rule of the figure',
      { actions: { start: withoutEffects } },
      'the page pre-vote has a rule start that is there already; give it a name of its own',
    ],
    [
      'takes a condition of the figure',
      { guards: { hasNewerTerm: () => true } },
      'has a condition hasNewerTerm that is there already',
    ],
    [
      'takes a role of the figure',
      { roles: { leader: { description: 'Leads', on: {} } } },
      'has a role leader that is there already',
    ],
    [
      'uses a name that nobody defines',
      { before: { leader: { start: { guard: 'isBored', actions: ['dance', 'start'], ...cited } } } },
      'the page pre-vote uses isBored, dance, which nobody defines',
    ],
    [
      'uses a name that every object has',
      { before: { leader: { start: { guard: 'toString', actions: ['constructor', 'start'], ...cited } } } },
      'the page pre-vote uses toString, constructor, which nobody defines',
    ],
    [
      'leads to a role that is not there',
      { before: { leader: { start: { guard: 'canCommit', target: 'preCandidate', ...cited } } } },
      'the page pre-vote uses preCandidate, which nobody defines',
    ],
    [
      'takes a message of the figure',
      { messages: { RequestVote: { ...figureMessages.RequestVote, label: () => 'mine' } } },
      'the page pre-vote has a message RequestVote that is there already',
    ],
    [
      'answers what nobody sends',
      { before: { leader: { PreVote: { actions: 'start', ...cited } } } },
      'the page pre-vote answers PreVote, which is neither an event nor one of its messages',
    ],
    [
      'brings a message that nobody answers',
      { messages: { PreVote: preVote.messages.PreVote } as Extension['messages'] },
      'the page pre-vote brings PreVote, which no role answers',
    ],
    [
      'puts something before a role that is not there',
      { before: { preCandidate: { start: { actions: 'start', ...cited } } } },
      'the page pre-vote puts transitions before preCandidate, which is no role',
    ],
    [
      'lets something happen by itself in a role that is not there',
      { always: { preCandidate: [{ actions: 'start', ...cited }] } },
      'the page pre-vote puts transitions before preCandidate, which is no role',
    ],
    [
      'takes an event of the figure',
      { events: { compact: figureEvents.compact } },
      'the page pre-vote has a event compact that is there already',
    ],
    [
      'brings an event that nobody answers',
      { events: { clientCommands: clientBatches.events?.clientCommands } as NonNullable<Extension['events']> },
      'the page pre-vote brings clientCommands, which no role answers',
    ],
    [
      'stands instead of what is not there',
      { instead: { 'leader always retire': { actions: 'start', ...cited } } },
      'the page pre-vote has something instead of leader always retire, which is not there',
    ],
    [
      'adds to what is not there',
      { adds: { 'candidate always become': { actions: 'start', clauses: ['PV-2'] } } },
      'the page pre-vote adds something to candidate always become, which is not there',
    ],
  ])('is refused when it %s', (_, changes, message) => {
    expect(() => weave([{ ...empty, ...changes }])).toThrow(message);
  });

  test('takes the place of a transition, where that stood, and leaves what it cited to others', () => {
    const { machine, clauses } = weave([
      {
        ...empty,
        instead: { 'leader always sendEntries': { guard: 'hasEntriesToSend', actions: 'heartbeat', ...cited } },
      },
    ]);
    const actions = transitionsFrom(machine.config, 'leader always').map((each) => each.actions);
    expect(actions).toEqual(['heartbeat', 'advanceCommitIndex', 'applyAndReply']);
    expect(clauses).not.toContain('RS-L-3');
    expect(clauses).toContain('AE-6');
  });

  test('adds what it has beside another, whichever is woven first', () => {
    const pages: readonly ExtensionId[] = extensionIds;
    const machines = [pages, [...pages].reverse()].map((ids) => protocolWith(ids).machine.config);
    const places = ['leader clientCommands', 'leader always', 'leader PreVote', 'preCandidate clientCommands'];
    for (const place of [...places, 'preCandidate read', 'preCandidate always']) {
      const [one, other] = machines.map((config) => transitionsFrom(config, place));
      expect(one?.length).toBeGreaterThan(0);
      expect(other?.map(inAnyOrder)).toEqual(one?.map(inAnyOrder));
    }

    /** What two pages add to one transition may come in either order. */
    function inAnyOrder({ actions = [], meta, ...rest }: Transition) {
      return { ...rest, actions: [actions].flat().sort(), clauses: [...meta.clauses].sort() };
    }
  });

  test('puts what happens by itself before what does so without it, also in a role where nothing does', () => {
    const own: Transition = { guard: 'canCommit', actions: 'heartbeat', ...cited };
    const { machine } = weave([{ ...empty, always: { candidate: [own], follower: [own] } }]);
    const actionsOf = (place: string) => transitionsFrom(machine.config, place).map(({ actions }) => actions);
    expect(actionsOf('candidate always')).toEqual(['heartbeat', 'becomeLeader']);
    expect(actionsOf('follower always')).toEqual(['heartbeat']);
  });

  test('adds rules to a transition after its own, beside those of other pages, and before the event is handled again', () => {
    const adding = (id: ExtensionId, clause: 'PV-2' | 'CB-1'): Extension => {
      const addition = { actions: id, clauses: [clause] };
      return {
        ...empty,
        id,
        actions: { [id]: withoutEffects },
        adds: { 'candidate always becomeLeader': addition, 'leader RequestVote stepDown': addition },
      };
    };
    const { machine, clauses } = weave([adding('pre-vote', 'PV-2'), adding('client-batches', 'CB-1')]);
    const [leads] = transitionsFrom(machine.config, 'candidate always');
    expect(leads?.actions).toEqual(['becomeLeader', 'pre-vote', 'client-batches']);
    expect(leads?.meta.clauses).toEqual(['RS-C-2', 'RS-L-1', 'AE-6', 'PV-2', 'CB-1']);
    const [stepsDown] = transitionsFrom(machine.config, 'leader RequestVote');
    expect(stepsDown?.actions).toEqual(['stepDown', 'pre-vote', 'client-batches', 'handleAgain']);
    expect(clauses).toEqual(expect.arrayContaining(['PV-2', 'CB-1']));
  });

  test('is refused when it is woven twice', () => {
    expect(() => weave([preVote, preVote])).toThrow('the page pre-vote is woven twice');
    expect(() => weave([empty, empty])).toThrow('the page pre-vote is woven twice');
  });

  test('leaves nothing in the machine that it replaces: no role that nobody comes to, and no clause that is cited there', () => {
    const stays = { target: 'follower', ...cited } as const;
    const hidden = hiddenTransitions({
      ...raftMachine.config,
      states: { ...raftMachine.config.states, follower: { on: { 'timeout.election': stays } } },
    } as typeof raftMachine.config);
    const replaces = [...hidden, 'follower timeout.election becomeCandidate'];
    const tame = weave([{ ...empty, before: { follower: { 'timeout.election': stays } }, replaces }]);
    expect(hiddenTransitions(tame.machine.config)).toEqual([]);
    expect(Object.keys(tame.machine.states)).toEqual(['follower']);
    expect(tame.clauses).not.toContain('RS-L-4');
    expect(tame.clauses).toContain('AE-3');
  });
});

function transitionsFrom(config: typeof raftMachine.config, place: string): readonly Transition[] {
  const [role = '', event = ''] = place.split(' ');
  const states = config.states as unknown as Readonly<
    Record<string, { on: Readonly<Record<string, Transition | readonly Transition[]>>; always?: Transition }>
  >;
  const answers = event === 'always' ? states[role]?.always : states[role]?.on[event];
  return answers === undefined ? [] : [answers].flat();
}

function byXstate(server: Server, event: Event): Server {
  if ('from' in event && (event.to !== server.id || !server.peers.includes(event.from))) return server;
  const { machine } = woven;
  const state = machine.resolveState({
    value: server.role,
    context: { server, effects: [], fired: [] },
  });
  const [next] = transition(machine, state, machineEventOf(event));
  return { ...next.context.server, role: next.value };
}

function citedFor(role: Role, event: Event): ReadonlySet<string> {
  const { config } = woven.machine;
  const places = ['follower', 'candidate', 'leader', 'preCandidate'].map((each) => `${each} always`);
  const { type } = machineEventOf(event);
  const all = [`${role} ${type}`, `follower ${type}`, ...places].flatMap((place) => transitionsFrom(config, place));
  return new Set([...all.flatMap(({ meta }) => meta.clauses), 'RS-A-1', 'ST-8']);
}
