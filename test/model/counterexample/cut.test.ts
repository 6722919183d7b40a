import { describe, expect, test } from 'vitest';
import { counterexampleOf } from '../../../model/counterexample/cut.ts';
import { actionsOf, replay, replayActions } from '../../../model/counterexample/replay.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import type { Counterexample, FoundBy, Setting } from '../../../src/trace/recording.ts';
import { foundIn, protocolOf, settingOf } from './arrange.ts';
import { longRun, longSetting, losesAtTreeHeight } from './longLog.ts';

const foundBy: FoundBy = { engine: 'random', seed: 7, path: '1:2' };

const linesOf = ({ trace }: Counterexample): readonly string[] => trace.map(({ line }) => line.split(' | ')[0] ?? '');

/** What is left of a run that somebody has written down. */
const cutFrom = (protocol: Protocol, setting: Setting, lines: readonly string[]): Counterexample => {
  const { violation } = replayActions({ setting, actions: actionsOf(lines), protocol });
  if (!violation) throw new Error('the run violates nothing');
  return counterexampleOf({ violation, setting, foundBy, run: { lines }, protocol });
};

const twoVotes = [
  'S1 restart',
  'S2 restart',
  'S3 restart',
  'S4 restart',
  'S4 timeout election',
  'S3 timeout heartbeat crash after 0',
  'S1 timeout election',
  'S2 timeout election',
  'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
];

describe('a counterexample', () => {
  test('SP-7: keeps the servers and the actions that matter, and says where it comes from', () => {
    const cut = cutFrom(protocolOf('A01'), settingOf('S1', 'S2', 'S3', 'S4'), twoVotes);
    expect(cut).toMatchObject({ foundBy, setting: { servers: ['S1', 'S2'] }, uncut: 9 });
    expect(linesOf(cut)).toEqual([
      'S1 restart',
      'S2 restart',
      'S1 timeout election',
      'S2 timeout election',
      'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
    ]);
  });

  test('is the same from lines and from actions', () => {
    const setting = settingOf('S1', 'S2', 'S3', 'S4');
    const protocol = protocolOf('A01');
    const cut = cutFrom(protocol, setting, twoVotes);
    const { violation } = cut;
    expect(counterexampleOf({ violation, setting, foundBy, run: { actions: actionsOf(twoVotes) }, protocol })).toEqual(
      cut,
    );
  });

  test('SP-12: of hundreds of actions with long options becomes what one server can do', () => {
    const cut = foundIn('A46', 2);
    expect(cut.setting).toEqual({ servers: ['S3'], options: defaultOptions });
    expect(linesOf(cut)).toEqual([
      'S3 restart',
      'S3 timeout election',
      'S3 clientCommand "a"',
      'S3 crash',
      'S3 restart',
      'S3 timeout election',
    ]);
  });

  test('SP-13: does without servers, terms and entries that are not needed', () => {
    const cut = foundIn('A28', 1);
    expect(cut.setting.servers).toHaveLength(2);
    expect(cut.trace).toHaveLength(10);
    expect(cut.trace.at(-1)?.servers).toMatchObject({ S2: { currentTerm: 1 }, S3: { currentTerm: 1 } });
  });

  test('RS-C-2: keeps the servers without which it would be right', () => {
    const cut = foundIn('A15', 36);
    expect(cut.violation.clause).toBe('RS-C-2');
    expect(cut.setting.servers).toHaveLength(4);
  });

  test('ST-2: keeps the crash without which nothing is forgotten', () => {
    expect(linesOf(foundIn('C01', 1)).join('\n')).toMatch(/^S\d crash$/m);
  });

  test.each([
    ['A01', 2],
    ['A28', 1],
    ['C07', 2],
    ['ignores-checksum', 2],
  ] as const)('%s: violates the same property by the same clause', (id, seed) => {
    const cut = foundIn(id, seed);
    expect(replay(cut, protocolOf(id))).toMatchObject({ ok: false, skipped: 0, violation: cut.violation });
    expect(replay(cut).ok).toBe(true);
  });

  test('of what cannot be seen without time shows the end of the run', () => {
    const setting = settingOf('S1');
    const lines = ['S1 restart', ...Array.from({ length: 50 }, () => 'S1 crash')];
    const violation = { property: 'LP-1', clause: 'LP-1', because: 'no leader', step: 1 } as const;
    const cut = counterexampleOf({ violation, setting, foundBy: { engine: 'torture', seed: 1 }, run: { lines } });
    expect([cut.violation, cut.uncut, cut.trace.length, cut.setting]).toEqual([violation, 51, 40, setting]);
  });
});

describe('a long run', () => {
  test('of 1,024 entries that all are needed is cut to them and what brings them over, in bounded work', () => {
    const [protocol, setting, actions] = [losesAtTreeHeight, longSetting, longRun()];
    const { violation } = replayActions({ setting, actions, protocol });
    if (!violation) throw new Error('the run violates nothing');
    let steps = 0;
    const counted: Protocol = {
      ...protocol,
      step: (...given) => {
        steps++;
        return protocol.step(...given);
      },
    };
    const discovery = { violation, setting, foundBy, run: { actions }, protocol: counted };
    const cut = counterexampleOf(discovery, 40_000);
    expect(actions.length).toBeGreaterThan(1600);
    expect(cut.trace.length).toBeLessThan(1024 + 128);
    expect(steps).toBeLessThan(50_000);
    expect(replay(cut, protocol)).toMatchObject({
      ok: false,
      skipped: 0,
      violation: { property: 'SP-11', clause: 'AE-4' },
    });
  });

  test('that goes on for thousands of actions after a clause was broken ends there', () => {
    const { uncut, trace } = foundIn('A05', 2);
    expect(uncut).toBeGreaterThan(4000);
    expect(trace).toHaveLength(4);
  });

  test('D-4: in which a replay blames another clause is cut all the same, and replays', () => {
    const cut = foundIn('A11', 1);
    expect(cut.trace.length).toBeLessThan(12);
    expect(replay(cut, protocolOf('A11')).violation).toEqual(cut.violation);
  });

  test('of a protocol that does not do the same twice is told as it is', () => {
    let calls = 0;
    const fickle: Protocol = {
      ...protocolOf('A01'),
      step: (...given) => (++calls > 40 ? shippedProtocol : protocolOf('A01')).step(...given),
    };
    const setting = settingOf('S1', 'S2', 'S3', 'S4');
    const violation = { property: 'SP-7', clause: 'RV-2', because: 'two votes', step: 9 } as const;
    const cut = counterexampleOf({ violation, setting, foundBy, run: { lines: twoVotes }, protocol: fickle });
    expect(cut.violation).toEqual(violation);
  });
});

describe('what is not needed of an action or a setting goes', () => {
  const compacting = (snapshotLength?: number): Setting => ({
    servers: ['S1'],
    options: { maxEntriesPerAppend: 1, maxInFlightEntries: 2, snapshotChunkLength: 3 },
    ...(snapshotLength !== undefined && { snapshotLength }),
  });

  test('IS-13: options, names of commands, data of snapshots', () => {
    const cut = cutFrom(protocolOf('B03'), { ...compacting(), servers: ['S1', 'S2'] }, [
      'S1 restart',
      'S2 restart',
      'S1 timeout election',
      'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
      'S2 → S1 RequestVoteReply term=1 voteGranted=true',
      'S1 clientCommand "a long command"',
      'S1 compact 1 "a long state"',
    ]);
    expect(cut.setting.options).toEqual(defaultOptions);
    expect(linesOf(cut).slice(-2)).toEqual(['S1 clientCommand "a"', 'S1 compact 1 ""']);
  });

  test('ST-2: a crash in the middle of a step where a plain one will do, and the state machine', () => {
    const cut = cutFrom(protocolOf('C01'), compacting(20), [
      'S1 restart',
      'S1 timeout election',
      'S1 clientCommand "x" crash after 1',
      'S1 restart',
    ]);
    expect(linesOf(cut)).toEqual(['S1 restart', 'S1 timeout election', 'S1 crash', 'S1 restart']);
    expect(cut.setting).toEqual(settingOf('S1'));
  });

  test('RV-2: a crash that comes after what is wrong', () => {
    const lines = [...twoVotes.slice(0, -1), `${twoVotes.at(-1) ?? ''} crash after 1`];
    const cut = cutFrom(protocolOf('A01'), settingOf('S1', 'S2', 'S3', 'S4'), lines);
    expect(linesOf(cut).at(-1)).toBe(twoVotes.at(-1));
  });

  test('a corruption that changes nothing', () => {
    const lines = [...twoVotes.slice(0, -1), (twoVotes.at(-1) ?? '').replace('→', '↯')];
    const cut = cutFrom(protocolOf('A01'), settingOf('S1', 'S2', 'S3', 'S4'), lines);
    expect(linesOf(cut).at(-1)).toContain('→');
  });

  test('IS-12: and a corruption that is the point stays', () => {
    expect(linesOf(foundIn('ignores-checksum', 2)).at(-1)).toContain('↯');
  });
});
