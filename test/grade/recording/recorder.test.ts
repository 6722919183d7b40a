/** What is written down of a run: everything that passed, who sent what came, and no more than there is room for. */
import { describe, expect, test } from 'vitest';
import { RunRecorder } from '../../../src/grade/recording/recorder.ts';
import type { WireMessage } from '../../../src/grade/wire/view.ts';
import { entry, Script } from '../wire/script.ts';

const eventsOf = (script: Script) => script.checks.recording.events;

const heartbeat = (term: number): WireMessage => ({
  type: 'request',
  from: 0,
  to: 1,
  call: undefined,
  kind: 'append',
  method: 'AppendEntries',
  term,
  entries: [],
  hasOtherLists: false,
});

describe('a message', () => {
  test('is written down when it leaves and when it comes, with what it answers', () => {
    const run = new Script();
    run.elect(0, 1, 1);
    const [, , , , ask, arrival, save, vote, back] = eventsOf(run);
    expect(ask).toMatchObject({ type: 'send', server: 0, message: { kind: 'vote', type: 'request', to: 1, term: 1 } });
    expect(arrival).toMatchObject({ type: 'arrive', server: 1, sent: 4, isCopy: false });
    expect(save).toMatchObject({ type: 'save', server: 1 });
    expect(vote).toMatchObject({ type: 'send', server: 1, message: { type: 'reply', granted: true, answers: 5 } });
    expect(back).toMatchObject({ type: 'arrive', server: 0, sent: 7, isCopy: false });
  });

  test('keeps its first entries alone, and of long commands the beginning', () => {
    const run = new Script();
    run.append(0, 1, 1, 0, [...Array.from({ length: 9 }, (_, n) => entry(1, n)), entry(1, 'x'.repeat(1000))]);
    const [sent] = eventsOf(run).slice(-1);
    expect(sent).toMatchObject({ type: 'send', message: { entries: ['1:0', '1:1', '1:2'], length: 10 } });
    run.append(0, 1, 1, 0, [entry(1, 'x'.repeat(1000))]);
    expect(JSON.stringify(eventsOf(run).at(-1)).length).toBeLessThan(400);
  });

  test('that comes a second time is a copy, also as another packet', () => {
    const run = new Script();
    const append = run.append(0, 1, 1, 0, [entry(1, 'x')]);
    run.append(0, 1, 1, 0, [entry(1, 'y')]);
    run
      .arrive(append)
      .arrive(append)
      .arrive({ ...append, call: 99 });
    const arrivals = eventsOf(run).slice(-3);
    expect(arrivals.map((event) => event.type === 'arrive' && [event.sent, event.isCopy])).toEqual([
      [3, false],
      [3, true],
      [3, true],
    ]);
  });
});

test('a save that changes nothing, a crash that is told twice, and a refused command are not written down', () => {
  const recorder = new RunRecorder();
  recorder.booted(0, 0);
  recorder.saved(0, 'a', 1);
  recorder.saved(0, 'a', 2);
  recorder.started(0, '5', { index: 1, term: 1, isLeader: false }, 3);
  recorder.started(0, '6', { index: 1, term: 1, isLeader: true }, 3);
  recorder.crashed(0, 4);
  recorder.crashed(0, 4);
  recorder.booted(0, 5);
  expect(recorder.events).toEqual([
    { type: 'boot', server: 0, atMs: 0, isFirst: true },
    { type: 'save', server: 0, atMs: 1 },
    { type: 'command', server: 0, atMs: 3, index: 1, term: 1, command: '6' },
    { type: 'crash', server: 0, atMs: 4 },
    { type: 'boot', server: 0, atMs: 5, isFirst: false },
  ]);
});

describe('a long run', () => {
  test('is forgotten from its beginning on', () => {
    const recorder = new RunRecorder(10);
    for (let n = 1; n <= 100; n++) recorder.sent(heartbeat(n), n);
    expect(recorder.events.length).toBeLessThanOrEqual(10);
    expect(recorder.first + recorder.events.length).toBe(100);
    expect(recorder.events.at(-1)).toMatchObject({ atMs: 100 });
  });

  test('is kept as it led to the first finding', () => {
    const recorder = new RunRecorder(10);
    for (let n = 1; n <= 100; n++) {
      recorder.sent(heartbeat(n), n);
      if (n === 8) recorder.finds('W2', []);
    }
    expect(recorder.found.get('W2')).toEqual({ evidence: [], event: 8 });
    expect([recorder.first, recorder.events.length]).toEqual([0, 10]);
  });
});
