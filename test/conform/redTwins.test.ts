/** Each description that is run is made wrong in one place, and the conformance check says which place that is. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../model/counterexample/replay.ts';
import { mutantOf } from '../../model/mutants/index.ts';
import { playTrace, type TraceDifference } from '../../model/runs/conform/play.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { loadSpec, type QuintSpec, type QuintState } from '../../src/quint/index.ts';
import type { TraceStep } from '../../src/trace/recording.ts';
import { playStories } from '../../src/verify/formal.ts';
import { recording, settingOf, traceFrom } from './arrange.ts';

const source = readFileSync('spec/raft.qnt', 'utf8');
const walk = { init: 'init', step: 'step', witnesses: [], invariants: [] } as const;
const invariants = Array.from({ length: 17 }, (_, place) => `SP_${place + 1}`);

/** The specification with something else in one place. */
const altered = (from: string, to: string): QuintSpec => {
  expect(source.split(from)).toHaveLength(2);
  return loadSpec('spec/raft.qnt', 'three', source.replace(from, to), 'names');
};

/** The first difference in these traces. */
const differenceIn = (traces: Iterable<readonly QuintState[]>, protocol?: Protocol): TraceDifference | undefined => {
  for (const states of traces) {
    const { difference } = playTrace(states, { ...(protocol && { protocol }) });
    if (difference) return difference;
  }
  return undefined;
};

const TRACES_AT_ONCE = 8;

/** At most this many random traces, of which no more are made than somebody asks for. */
function* tracesOf(spec: QuintSpec, traces: number): Generator<readonly QuintState[]> {
  for (let first = 0; first < traces; first += TRACES_AT_ONCE) {
    const report = spec.run({ ...walk, traces: TRACES_AT_ONCE, steps: 50, seed: 21 + first });
    for (const { states } of report.traces) yield states;
  }
}

describe('the specification without a conjunct', () => {
  test.each([
    ['RV-2: the vote need not be free', 'not(isOld) and isFree and self', 'not(isOld) and self', 'SP_7'],
    [
      'RS-L-4: the entry need not be of the own term',
      '      self.termAt(index) == self.currentTerm,\n      self.isMajority',
      '      self.isMajority',
      'SP_12',
    ],
    [
      'ST-8: messages leave before the disk is written',
      'if (cut == 0) disks.get(id)',
      'if (cut >= 0) disks.get(id)',
      'SP_11',
    ],
    [
      'RS-A-1: what is not committed is applied',
      'min(self.commitIndex, self.lastIndex())',
      'self.lastIndex()',
      'SP_10',
    ],
    [
      'ST-9: a restart forgets the term',
      'options: options,\n    currentTerm: disk.currentTerm',
      'options: options,\n    currentTerm: 0',
      'SP_6',
    ],
    [
      'ST-9: a restart forgets the vote',
      'options: options,\n    currentTerm: disk.currentTerm, votedFor: disk.votedFor',
      'options: options,\n    currentTerm: disk.currentTerm, votedFor: nobody',
      'SP_7',
    ],
    [
      'IS-14: a leader sends its snapshot with another term than that of its last entry',
      'lastIncludedIndex: snapshot.lastIncludedIndex, lastIncludedTerm: snapshot.lastIncludedTerm,',
      'lastIncludedIndex: snapshot.lastIncludedIndex, lastIncludedTerm: snapshot.lastIncludedTerm + 1,',
      'SP_15',
    ],
    [
      'RS-F-3: a request of an older term restarts the election timer',
      'if (voteGranted) answered.restartsElectionTimer()',
      'if (voteGranted or isOld) answered.restartsElectionTimer()',
      'SP_16',
    ],
    [
      'IS-8: a snapshot is installed and not restored',
      'out.becomes(installed).tells(RestoreSnapshot(snapshot))',
      'out.becomes(installed)',
      'SP_17',
    ],
    [
      'AE-6: a leader sends other entries than those on its disk',
      'entries: self.between(first, first + count - 1), leaderCommit',
      'entries: self.between(first, first + count - 1).foldl([], (sent, entry) => sent.append({ ...entry, command: "z" })), leaderCommit',
      'SP_11',
    ],
  ])('violates an invariant: %s', (_, from, to, invariant) => {
    const { violation } = altered(from, to).run({ ...walk, invariants, traces: 400, steps: 50, seed: 3 });
    expect(violation?.invariant).toBe(invariant);
  });

  test.each([
    [
      'AE-5: leaderCommit is not bounded',
      'min(request.leaderCommit, lastNewIndex)) //',
      'request.leaderCommit) //',
      /commitIndex|SP/,
    ],
    [
      'RS-F-3: hearing a leader restarts no timer',
      'leaderId: leaderId }).restartsElectionTimer()',
      'leaderId: leaderId })',
      /electionTimer/,
    ],
    [
      'D-9: no hint',
      '{ conflictTerm: 0, conflictIndex: self.lastIndex() + 1 }',
      '{ conflictTerm: 0, conflictIndex: 1 }',
      /network/,
    ],
    [
      'ST-6: nextIndex begins at 1',
      'nextIndex: peers.mapBy(_ => self.lastIndex() + 1)',
      'nextIndex: peers.mapBy(_ => 1)',
      /nextIndex|network/,
    ],
  ])('is told apart from the implementation: %s', (_, from, to, variable) => {
    const difference = differenceIn(tracesOf(altered(from, to), 120));
    expect(difference).toMatchObject({
      who: 'implementation',
      otherAgrees: false,
      variable: expect.stringMatching(variable) as string,
    });
  });
});

describe('the implementation with a defect', () => {
  const stories: (readonly QuintState[])[] = [];
  const traces = async (): Promise<readonly (readonly QuintState[])[]> => {
    if (stories.length === 0) await playStories((_name, states) => stories.push(states));
    return stories;
  };

  test.each(['A01', 'A02', 'A05', 'A20', 'A26', 'A28', 'A30', 'A40', 'A46', 'A48', 'A49', 'C01'])(
    '%s is found by its clause',
    async (id) => {
      const mutant = mutantOf(id);
      const difference = differenceIn(await traces(), mutant?.protocol);
      expect(difference).toMatchObject({ who: 'implementation', otherAgrees: true, clause: mutant?.clause });
    },
  );

  test('and none is found in the shipped one', async () => {
    expect((await traces()).length).toBeGreaterThanOrEqual(30);
    expect(differenceIn(await traces())).toBeUndefined();
  });
});

describe('a recording with one value altered', () => {
  const setting = settingOf(['S1', 'S2', 'S3']);
  const request = 'RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0';
  const lines = [
    ...['S1 restart', 'S2 restart', 'S3 restart', 'S1 timeout election'],
    ...[`S1 → S2 ${request}`, 'S2 → S1 RequestVoteReply term=1 voteGranted=true', 'S1 clientCommand "a"'],
  ];
  const trace = traceFrom(setting, actionsOf(lines));

  const with_ = (place: number, change: (step: TraceStep) => TraceStep): readonly TraceStep[] =>
    trace.map((step, index) => (index === place ? change(step) : step));

  const seeing =
    (id: string, fields: Partial<TraceStep['servers'][string]>) =>
    (step: TraceStep): TraceStep => {
      const summary = step.servers[id];
      return summary ? { ...step, servers: { ...step.servers, [id]: { ...summary, ...fields } } } : step;
    };

  test('the recording itself is allowed', async () => {
    expect(await recording(setting, trace)).toEqual({ ok: true, steps: 7, refused: null });
  });

  test.each([
    ['a term', 4, seeing('S2', { currentTerm: 2 }), 'self.currentTerm == seen.currentTerm', 1, 2],
    ['a vote', 4, seeing('S2', { votedFor: 'S3' }), 'self.votedFor == seen.votedFor', 'S1', 'S3'],
    ['a commitIndex', 6, seeing('S1', { commitIndex: 1 }), 'self.commitIndex == seen.commitIndex', 0, 1],
    ['the end of a log', 6, seeing('S1', { lastIndex: 2 }), 'self.lastIndex() == seen.lastIndex', 1, 2],
  ] as const)('%s: the conjunct and both values', async (_, place, change, conjunct, left, right) => {
    const { ok, refused } = await recording(setting, with_(place, change));
    expect(ok).toBe(false);
    expect(refused).toMatchObject({ step: place + 1, line: trace[place]?.line, left, right });
    expect(refused?.conjunct).toContain(conjunct);
    expect(refused?.where).toMatch(/raft\.qnt:\d+$/);
  });

  test.each([
    ['a role', 5, seeing('S1', { role: 'candidate' }), 'self.role == seen.role'],
    ['who is up', 1, seeing('S2', { role: 'down' }), 'not(up.contains(seen.id))'],
  ] as const)('%s', async (_, place, change, conjunct) => {
    const { refused } = await recording(setting, with_(place, change));
    expect(refused?.step).toBe(place + 1);
    expect(refused?.conjunct).toContain(conjunct);
  });

  const saying =
    (line: string) =>
    (step: TraceStep): TraceStep => ({ ...step, line });

  test.each([
    [
      'a message that was never sent',
      4,
      `S1 → S2 ${request.replace('term=1', 'term=2')}`,
      'network.copiesOf(message) > 0',
    ],
    ['a step of a server that is down', 2, 'S3 timeout election', 'up.contains(id)'],
    ['a restart of a server that is up', 3, 'S1 restart', 'not(up.contains(id))'],
  ])('%s', async (_, place, line, conjunct) => {
    const { refused } = await recording(setting, with_(place, saying(line)));
    expect(refused).toMatchObject({ step: place + 1, line });
    expect(refused?.conjunct).toContain(conjunct);
  });
});
