import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionDefects } from '../../model/sessions/defects.ts';
import { executedList, type SessionsAt } from '../../model/sessions/world.ts';
import { decodeSessionCommand, encodeSessionCommand, type SessionCommand } from '../../src/kv/sessionCommand.ts';
import { defaultSessionBounds, type SessionAnswer } from '../../src/kv/sessionTable.ts';
import { withSessions } from '../../src/kv/withSessions.ts';
import { NaiveSessions } from './naiveSessions.ts';

/** Runs that a defect is looked for in, and that the code is held to; the seed is fixed, and fast-check prints the path of a failure. */
const SEED = 20;
const RUNS = 1000;

/** What happens to the state machine: an entry is applied, or it comes back from a snapshot of itself. */
type Happening = { readonly text: string } | 'restart';

const session = fc.integer({ min: 2, max: 7 });
const time = fc.integer({ min: 0, max: 16 });
const serialNumber = fc.integer({ min: 1, max: 6 });

const commandOfSession: fc.Arbitrary<SessionCommand> = fc
  .record({ session, serialNumber, time, back: fc.integer({ min: 0, max: 5 }) })
  .map(({ back, ...asked }) => ({
    kind: 'command',
    ...asked,
    firstUnanswered: Math.max(1, asked.serialNumber - back),
    command: `${asked.session}.${asked.serialNumber}`,
  }));

const bounds: fc.Arbitrary<SessionCommand> = fc.record({
  kind: fc.constant('bound'),
  maxSessions: fc.integer({ min: 1, max: 3 }),
  timeoutMs: fc.integer({ min: 1, max: 20 }),
  maxOutstanding: fc.integer({ min: 1, max: 4 }),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: commandOfSession.map((asked) => ({ text: encodeSessionCommand(asked) })) },
  { weight: 3, arbitrary: time.map((at) => ({ text: encodeSessionCommand({ kind: 'open', time: at }) })) },
  { weight: 1, arbitrary: bounds.map((asked) => ({ text: encodeSessionCommand(asked) })) },
  ...(['keep', 'end'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc
      .record({ kind: fc.constant(kind), session, time })
      .map((asked) => ({ text: encodeSessionCommand(asked) })),
  })),
  { weight: 1, arbitrary: time.map((at) => ({ text: encodeSessionCommand({ kind: 'tick', time: at }) })) },
  { weight: 1, arbitrary: fc.constant({ text: 'command 1 2' }) },
  { weight: 2, arbitrary: fc.constant<Happening>('restart') },
);

/** Three sessions from the beginning on: what follows meets sessions, and not their absence alone. */
const happenings = fc
  .array(happening, { minLength: 1, maxLength: 30 })
  .map((later): readonly Happening[] => [
    { text: 'bound 3 8 3' },
    ...['open 0', 'open 0', 'open 0'].map((text) => ({ text })),
    ...later,
  ]);

/** Where the code and its twin differ, in words; undefined: nowhere. */
const differenceIn = (all: readonly Happening[], sessionsAt: SessionsAt): string | undefined => {
  const naive = new NaiveSessions(defaultSessionBounds);
  let inner = executedList();
  let machine = sessionsAt(inner, 'late');
  let index = 0;
  for (const each of all) {
    if (each === 'restart') {
      const data = machine.snapshot();
      inner = executedList();
      machine = sessionsAt(inner, 'late');
      machine.restore(data);
      continue;
    }
    const told: SessionAnswer<string> = machine.apply(each.text, { index: ++index, term: 1, command: each.text });
    const right = naive.apply(decodeSessionCommand(each.text));
    if (JSON.stringify(told) !== JSON.stringify(right))
      return `index ${index}, ${each.text}: ${JSON.stringify(told)}, and not ${JSON.stringify(right)}`;
    if (inner.snapshot() !== naive.executed.join(' ')) return `index ${index} has executed ${inner.snapshot()}`;
  }
  return undefined;
};

describe('CL-2: sessions and their naive twin, which keeps the whole history', () => {
  test('say the same, over restarts from snapshots', () => {
    fc.assert(
      fc.property(happenings, (all) => {
        expect(differenceIn(all, (machine) => withSessions(machine))).toBeUndefined();
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test.each(sessionDefects)('differ with $id: $title', ({ sessionsAt }) => {
    const found = fc.check(
      fc.property(happenings, (all) => differenceIn(all, sessionsAt) === undefined),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});

describe('the commands of sessions', () => {
  const asked: readonly (readonly [string, SessionCommand])[] = [
    ['open 7', { kind: 'open', time: 7 }],
    ['keep 3 7', { kind: 'keep', session: 3, time: 7 }],
    ['end 3 7', { kind: 'end', session: 3, time: 7 }],
    ['tick 0', { kind: 'tick', time: 0 }],
    ['bound 2 5 9', { kind: 'bound', maxSessions: 2, timeoutMs: 5, maxOutstanding: 9 }],
    ...['add 1', '', ' ', '\n', 'end 3 7', '\u{1F600} \ud800'].map((command): readonly [string, SessionCommand] => [
      `command 3 2 1 7 ${command}`,
      { kind: 'command', session: 3, serialNumber: 2, firstUnanswered: 1, time: 7, command },
    ]),
  ];

  test.each(asked)('CL-2: %j is written and read', (text, each) => {
    expect(encodeSessionCommand(each)).toBe(text);
    expect(decodeSessionCommand(text)).toEqual(each);
  });

  test.each([
    ...[
      '',
      ' ',
      'open',
      'open ',
      'open  7',
      'open 7 ',
      'open 07',
      'open -1',
      'open 1.5',
      'open 1e3',
      'open x',
      'Open 7',
    ],
    ...['open 9007199254740993', 'tick 99999999999999999999', 'keep 0 7', 'command 3 2 1 7', 'command 3 1 2 7 add 1'],
    ...['command 3 0 0 7 add 1', 'bound 0 1 1', 'bound 1000001 1 1', 'constructor 1', 'toString', 'open\n7'],
  ])('CL-2: %j is none, and is refused as malformed', (text) => {
    expect(decodeSessionCommand(text)).toBeUndefined();
    expect(withSessions(executedList()).apply(text, { index: 1, term: 1, command: text })).toEqual({
      kind: 'refused',
      reason: 'malformed',
    });
  });

  test('CL-2: any text is read without a throw, and what is read is written as it was', () => {
    const words = fc.constantFrom('open', 'command', 'keep', 'bound', ' ', '0', '1', '12', 'x', '-');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (text) => {
          const read = decodeSessionCommand(text);
          if (read) expect(encodeSessionCommand(read)).toBe(text);
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('are not written with numbers out of range', () => {
    expect(() => encodeSessionCommand({ kind: 'open', time: 1.5 })).toThrow(
      'time has to be a whole number from 0 to 9007199254740991, not 1.5',
    );
    const asked = { kind: 'command', session: 1, serialNumber: 1, firstUnanswered: 2, time: 0, command: '' } as const;
    expect(() => encodeSessionCommand(asked)).toThrow('firstUnanswered (2) has to be at most serialNumber (1)');
  });
});

describe('a state machine with sessions', () => {
  test('CL-2: is given its own command, the session and replicated time, which does not go back', () => {
    const seen: unknown[] = [];
    const machine = withSessions({ ...executedList(), apply: (_, entry) => seen.push(entry) });
    const texts = ['open 9', 'command 1 1 1 5 add 1'];
    for (const [place, command] of texts.entries()) machine.apply(command, { index: place + 1, term: 4, command });
    expect(seen).toEqual([{ index: 2, term: 4, command: 'add 1', session: 1, serialNumber: 1, time: 9 }]);
  });

  test('CL-2: keeps answers that are no JSON as its user writes them, and undefined', () => {
    const big = withSessions<bigint>({ ...executedList(), apply: () => 2n ** 63n }, { write: String, read: BigInt });
    const none = withSessions<undefined>({ ...executedList(), apply: () => undefined });
    for (const [machine, answer] of [
      [big, 2n ** 63n],
      [none, undefined],
    ] as const) {
      machine.apply('open 0', { index: 1, term: 1, command: '' });
      machine.apply('command 1 1 1 0 a', { index: 2, term: 1, command: '' });
      machine.restore(machine.snapshot());
      const again = machine.apply('command 1 1 1 0 a', { index: 3, term: 1, command: '' });
      expect(again).toEqual({ kind: 'answered', answer });
    }
  });

  test.each(['', '2', 'figure2 sessions 1 {}\n', 'figure2 sessions 1 x\n', 'figure2 sessions 2 {}\nrest'])(
    'CL-2: refuses %j, which is no snapshot of its own',
    (data) => {
      expect(() => withSessions(executedList()).restore(data)).toThrow(
        /^a snapshot with sessions begins with a line "figure2 sessions 1 /,
      );
    },
  );
});
