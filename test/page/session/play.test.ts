import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import type { Server } from '../../../src/core/types.ts';
import { choicesAt, choicesOf, effectsOf } from '../../../src/page/session/choices.ts';
import type { Frame } from '../../../src/page/session/frame.ts';
import type { History } from '../../../src/page/session/history.ts';
import type { Move } from '../../../src/page/session/move.ts';
import { timing } from '../../../src/page/session/play.ts';
import { fresh, historyOf, linesOf, moveOf, protocolOf, run } from './arrange.ts';

const serversOf = ({ nodes }: Frame): readonly (Server | null)[] => Object.values(nodes).map(({ server }) => server);

/** All that the page offers at a frame. */
const offered = ({ frame }: History): readonly Move[] => [
  ...Object.keys(frame.nodes).flatMap((id): readonly Move[] => [
    ...choicesAt(frame, id, shippedProtocol).map(({ move }) => move),
    ...(frame.nodes[id]?.server
      ? [{ type: 'event', id, event: { type: 'clientCommand', command: 'x' } } as const]
      : []),
  ]),
  ...frame.flight.flatMap(({ message }) => choicesOf(frame, message).map(({ move }) => move)),
  { type: frame.cuts.length > 0 ? 'heal' : 'cut', from: 'S1', to: 'S2' },
];

describe('virtual time', () => {
  test('RS-F-2, RS-C-2: brings a leader by itself, and the same one each time', () => {
    const [one, other] = [historyOf(), historyOf()];
    run(one, 30);
    run(other, 30);
    expect(serversOf(one.frame).filter((server) => server?.role === 'leader')).toHaveLength(1);
    expect(linesOf(one)).toEqual(linesOf(other));
    expect(one.frame).toEqual(other.frame);
    expect(linesOf(historyOf(fresh(3, 8)))).not.toEqual(linesOf(one));
  });

  test('RS-L-1: is not stopped by a command: the leader goes on with its heartbeats', () => {
    const history = historyOf();
    run(history, 12);
    const leader = Object.entries(history.frame.nodes).find(([, { server }]) => server?.role === 'leader')?.[0] ?? '';
    const timers = history.frame.nodes[leader]?.timers;
    expect(timers?.map(({ name }) => name)).toEqual(['heartbeat']);
    history.do({ move: { type: 'event', id: leader, event: { type: 'clientCommand', command: 'a' } } });
    expect(history.frame.nodes[leader]?.timers).toEqual(timers);
    history.do({ move: { type: 'event', id: leader, event: { type: 'timeout', timer: 'election' } } });
    expect(history.frame.nodes[leader]?.timers).toEqual(timers);
  });

  test('PW-4: tells a leader of its write after a while, once', () => {
    const history = historyOf(fresh(1), protocolWith(['parallel-write']));
    run(history, 3);
    history.do({ move: { type: 'event', id: 'S1', event: { type: 'clientCommand', command: 'a' } } });
    run(history, 10);
    expect(linesOf(history).filter((line) => line.includes(' written '))).toHaveLength(1);
    expect(history.frame.nodes['S1']?.server?.commitIndex).toBe(1);
  });

  test('never goes back, and what is due comes in its order', () => {
    const history = historyOf(fresh(5));
    run(history, 200);
    const times = history.path.map(({ nowMs }) => nowMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('draws timeouts from T to 2T, and delays within their bounds', () => {
    const history = historyOf(fresh(5));
    run(history, 300);
    const timers = history.path.flatMap(({ nodes }) => Object.values(nodes).flatMap((node) => node.timers));
    const lengths = timers.filter(({ name }) => name === 'election').map((timer) => timer.endsMs - timer.startedMs);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(timing.electionTimeoutMs);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2 * timing.electionTimeoutMs);
    expect(new Set(lengths).size).toBeGreaterThan(5);
    const delays = history.path.flatMap(({ flight }) => flight.map((packet) => packet.arrivesMs - packet.sentMs));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(timing.minDelayMs - 1e-6);
    expect(Math.max(...delays)).toBeLessThanOrEqual(timing.maxDelayMs + 1e-6);
  });
});

describe('the network', () => {
  const standing = (): History => {
    const history = historyOf();
    history.do(moveOf('S1 timeout election'));
    return history;
  };
  const ask = 'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0';

  test('delivers, loses, duplicates and delays one message', () => {
    const history = standing();
    expect(history.frame.flight).toHaveLength(2);
    history.do(moveOf(ask.replace('→', '⧉')));
    expect(history.frame.flight.map(({ message }) => message.to)).toEqual(['S2', 'S3', 'S2']);
    const [first] = history.frame.flight;
    history.do(moveOf(`${ask.replace('→', '⧗')} by 50`));
    const [later, , copy] = history.frame.flight;
    expect((later?.arrivesMs ?? 0) - (first?.arrivesMs ?? 0)).toBe(50);
    expect(copy?.arrivesMs).toBeLessThan(later?.arrivesMs ?? 0);
    history.do(moveOf(ask.replace('→', '⇥')));
    expect(history.frame.flight.map(({ message }) => message.to)).toEqual(['S3', 'S2']);
    history.do(moveOf(ask));
    expect(history.frame.step?.fired).toContain('RV-2');
  });

  test('loses what is on a link when it is cut, and what is sent over it until it heals', () => {
    const history = standing();
    history.do(moveOf('S1 cut S2'));
    expect(history.frame.lost.map(({ to }) => to)).toEqual(['S2']);
    expect(history.frame.flight.map(({ message }) => message.to)).toEqual(['S3']);
    history.do(moveOf('S1 timeout election'));
    expect(history.frame.lost.map(({ to }) => to)).toEqual(['S2']);
    history.do(moveOf('S2 heal S1'));
    history.do(moveOf('S1 timeout election'));
    expect(history.frame.lost).toEqual([]);
  });

  test('refuses what can not be, and nothing has changed', () => {
    const history = standing();
    const { frame } = history;
    const impossible = ['S1 restart', 'S1 heal S2', 'S2 → S1 RequestVoteReply term=1 voteGranted=true'];
    for (const line of impossible) expect(history.do(moveOf(line))).toBe(false);
    history.do(moveOf('S2 crash'));
    expect(history.do(moveOf(ask))).toBe(false);
    history.undo();
    expect(history.frame).toBe(frame);
  });
});

describe('a crash in the middle of a step', () => {
  test('ST-8: between persist and send leaves the vote on the disk and nothing in flight', () => {
    const history = historyOf();
    const effects = effectsOf(history.frame, moveOf('S1 timeout election').move, shippedProtocol);
    expect(effects.map(({ type }) => type)).toEqual(['persist', 'armTimer', 'send', 'send']);
    history.do(moveOf('S1 timeout election crash after 1'));
    const { nodes, flight, step } = history.frame;
    expect(nodes['S1']).toMatchObject({ server: null, timers: [], disk: { currentTerm: 1, votedFor: 'S1' } });
    expect([flight.length, step?.executed, step?.crashed]).toEqual([0, 1, true]);
    history.undo();
    history.do(moveOf('S1 timeout election crash after 0'));
    expect(history.frame.nodes['S1']?.disk).toMatchObject({ currentTerm: 0, votedFor: null });
  });
});

describe('a snapshot', () => {
  test('IS-13, IS-8: holds what was applied, and reaches a follower that was down', () => {
    const history = historyOf();
    run(history, 12);
    const leader = Object.entries(history.frame.nodes).find(([, { server }]) => server?.role === 'leader')?.[0] ?? '';
    const [down = ''] = Object.keys(history.frame.nodes).filter((id) => id !== leader);
    history.do({ move: { type: 'crash', id: down } });
    for (const command of ['a', 'b', 'c', 'd', 'e']) {
      history.do({ move: { type: 'event', id: leader, event: { type: 'clientCommand', command } } });
      run(history, 12);
    }
    history.do(history.snapshotMove(leader));
    expect(history.frame.nodes[leader]?.server?.snapshot).toMatchObject({ lastIncludedIndex: 5, data: 'a b c d e' });
    history.do({ move: { type: 'restart', id: down } });
    run(history, 60);
    expect(history.frame.nodes[down]?.server?.snapshot?.data).toBe('a b c d e');
    expect(history.frame.violations).toEqual([]);
  });
});

describe('whatever somebody clicks', () => {
  test('the shipped rules break nothing, undo and redo lead back, and what was played plays again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (clicks) => {
        const history = historyOf();
        for (const click of clicks) {
          const moves = offered(history);
          const next = history.next();
          const move = click % 3 === 0 && next ? next : { move: moves[click % moves.length] as Move };
          expect(history.do(move)).toBe(true);
        }
        const { frame, path } = history;
        expect(frame.violations).toEqual([]);
        for (let back = 0; back < clicks.length; back++) history.undo();
        for (const _ of clicks) history.redo();
        expect(history.frame).toBe(frame);
        const again = historyOf(history.played);
        expect([again.frame, again.skipped, again.path.length]).toEqual([frame, 0, path.length]);
      }),
      { numRuns: 60 },
    );
  });

  test('RV-2: a defect that is switched on is seen, by its property and its clause', () => {
    const history = historyOf(fresh(), protocolOf('A01'));
    for (const line of [
      'S1 timeout election',
      'S2 timeout election',
      'S1 → S3 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
      'S2 → S3 RequestVote term=1 candidateId=S2 lastLogIndex=0 lastLogTerm=0',
      'S3 → S1 RequestVoteReply term=1 voteGranted=true',
      'S3 → S2 RequestVoteReply term=1 voteGranted=true',
    ])
      history.do(moveOf(line));
    expect(history.frame.violations).toMatchObject([
      { property: 'SP-7', clause: 'RV-2', number: 7 },
      { property: 'SP-1', number: 9 },
    ]);
    const shipped = historyOf(history.played);
    expect([shipped.frame.violations, shipped.skipped]).toEqual([[], 0]);
  });

  test('SP-18: rules that throw are a violation, not the end of the page', () => {
    const broken = {
      ...shippedProtocol,
      step: () => {
        throw new Error('no such term');
      },
    };
    const history = historyOf(fresh(), broken);
    expect(history.frame.violations).toMatchObject([
      { property: 'SP-18', because: 'the protocol itself failed: no such term' },
    ]);
  });
});
