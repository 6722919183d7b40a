import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventFieldKind } from '../../src/core/events.ts';
import { fieldsOfEvents, localEventTypes } from '../../src/core/extensions/events.ts';
import { timerNames } from '../../src/core/extensions/timers.ts';
import type { Entry, LocalEvent, Message, ServerId } from '../../src/core/types.ts';
import {
  type Action,
  formatAction,
  formatLine,
  formatMessage,
  formatServer,
  parseAction,
} from '../../src/trace/grammar.ts';
import { appendEntries, candidate, entriesOf, follower, leader, logOf, requestVote } from '../core/arrange.ts';
import { messageFrom } from '../support/messages.ts';

const nasty = [
  '',
  '"',
  '\\',
  '\\"',
  '|',
  ' | follower@1 ',
  '[',
  ']',
  '[RV-1]',
  ']"[',
  '1:"x"',
  'crash after 2',
  '→',
  '# no comment',
  '\n',
  '\r\n\t',
  '\u2028',
  '\u0000',
  '\ud800',
  '\udc00x',
  'héllo 🜁',
  'term=1',
  '__proto__',
];

const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.constantFrom(...nasty), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.array(fc.nat(0xffff), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
const whole = fc.oneof(
  fc.nat(9),
  fc.maxSafeNat().map((value) => value % (2 ** 48 + 1)),
);
const id: fc.Arbitrary<ServerId> = fc.oneof(
  fc.constantFrom('S1', 'S2', 'S3', 'crash', 'start', 'true', 'constructor'),
  fc.stringMatching(/^[A-Za-z]\w{0,30}$/),
);
const entry: fc.Arbitrary<Entry> = fc.record({ term: whole, command: text });
const constant = <T extends string>(type: T) => fc.constant<T>(type);

const ofKind = {
  term: whole,
  index: whole,
  checksum: whole,
  offset: whole,
  serverId: id,
  text,
  round: whole,
  readId: text,
  boolean: fc.boolean(),
  entries: fc.array(entry, { maxLength: 4 }),
  timer: fc.constantFrom(...timerNames),
  command: text,
  commands: fc.array(text, { maxLength: 4 }),
  serverIds: fc.array(id, { maxLength: 4 }),
} satisfies Readonly<Record<EventFieldKind, fc.Arbitrary<unknown>>>;

const message: fc.Arbitrary<Message> = messageFrom(id, ofKind);

/** Of each kind of event any, by the table. */
const event: fc.Arbitrary<LocalEvent> = fc.oneof(
  ...localEventTypes.map((type) => {
    const fields = fieldsOfEvents[type].map(({ name, kind }) => [name, ofKind[kind]] as const);
    return fc.record({ type: constant(type), ...Object.fromEntries(fields) }) as fc.Arbitrary<LocalEvent>;
  }),
);

const cut = { requiredKeys: ['type', 'id', 'event'] as ('type' | 'id' | 'event')[] };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: constant('crash'), id }),
  fc.record({ type: constant('restart'), id }),
  fc.record({ type: constant('lose'), message }),
  fc.record({ type: constant('event'), id, event, crashAfter: fc.nat(20) }, cut),
  fc.record(
    { type: constant('deliver'), message, corrupted: fc.constant(true), crashAfter: fc.nat(20) },
    { requiredKeys: ['type', 'message'] },
  ),
);

const parsed = (line: string): Action => {
  const result = parseAction(line);
  if (!result.ok) throw new Error(`${result.because}: ${line}`);
  return result.value;
};

describe('a line of the trace', () => {
  test('is read back as it was written, whatever strings are in it', () => {
    fc.assert(
      fc.property(action, (given) => {
        expect(parsed(formatAction(given))).toEqual(given);
      }),
      { numRuns: 2000 },
    );
  });

  test('is one line, whatever strings are in it', () => {
    fc.assert(
      fc.property(action, (given) => {
        expect(formatAction(given)).not.toMatch(/[\n\r]/);
      }),
      { numRuns: 500 },
    );
  });

  test('says the same action with a time, an outcome and clauses around it', () => {
    const server = leader({ log: logOf(1, 1), commitIndex: 1 });
    const outcomes = fc.constantFrom(
      undefined,
      { server: null, fired: [] },
      { server, fired: [] },
      { server: follower({ votedFor: 'S2' }), fired: ['RS-A-2', 'RV-2'] as const },
    );
    fc.assert(
      fc.property(action, fc.option(fc.nat(1e9), { nil: undefined }), outcomes, (given, time, outcome) => {
        const line = formatLine({
          action: given,
          ...(time !== undefined && { timeMs: time / 1000 }),
          ...(outcome && { outcome }),
        });
        expect(parsed(line)).toEqual(given);
      }),
      { numRuns: 1000 },
    );
  });

  test('looks like this', () => {
    const voted = { server: follower({ votedFor: 'S2' }), fired: ['RS-A-2', 'RV-2'] as const };
    const asked: Action = { type: 'deliver', message: requestVote() };
    expect(formatLine({ timeMs: 12.345, action: asked, outcome: voted })).toBe(
      '12.345 S2 → S1 RequestVote term=1 candidateId=S2 lastLogIndex=0 lastLogTerm=0 | follower@1 votedFor=S2 log=0@0 commit=0 [RS-A-2 RV-2]',
    );
    expect(formatLine({ action: { ...asked, crashAfter: 1 }, outcome: { server: null, fired: [] } })).toBe(
      'S2 → S1 RequestVote term=1 candidateId=S2 lastLogIndex=0 lastLogTerm=0 crash after 1 | down',
    );
    expect(formatMessage(appendEntries({ entries: entriesOf([1, 2]) }))).toBe(
      'AppendEntries term=1 leaderId=S2 prevLogIndex=0 prevLogTerm=0 entries=[1:"1@1" 2:"2@2"] leaderCommit=0',
    );
    expect(formatServer(candidate({ log: logOf(1, 3), commitIndex: 1 }))).toBe(
      'candidate@1 votedFor=S1 log=2@3 commit=1',
    );
  });

  test('may have the words for timeouts that older files have', () => {
    expect(parsed('1.000 S1 electionTimeout crash after 1 | down')).toEqual(
      parsed('S1 timeout election crash after 1'),
    );
    expect(formatAction(parsed('S2 heartbeatTimeout'))).toBe('S2 timeout heartbeat');
  });

  test('may be typed with -> for the arrow', () => {
    expect(parsed('S2 -> S1 RequestVoteReply term=1 voteGranted=true')).toEqual(
      parsed('S2 → S1 RequestVoteReply term=1 voteGranted=true'),
    );
  });
});

describe('a malformed line is refused and the reason is said', () => {
  const types =
    'RequestVote, RequestVoteReply, AppendEntries, AppendEntriesReply, InstallSnapshot, InstallSnapshotReply, PreVote, PreVoteReply, ' +
    'ReadIndexCheck, ReadIndexCheckReply, ReadIndexRequest, ReadIndexReply, TimeoutNow, TakingOver';
  const vote = 'S1 → S2 RequestVoteReply';
  const append = 'S1 → S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0';

  test.each<[string, string]>([
    ['', 'expected a server such as S1, found the end of the line'],
    ['   ', 'expected a server such as S1, found the end of the line'],
    ['# a comment', 'expected a server such as S1, found #'],
    ['1.234', 'expected a server such as S1, found the end of the line'],
    ['12.3 S1 start', 'expected a server such as S1, found 12.3'],
    ['1S start', 'expected a server such as S1, found 1S'],
    ['__proto__ start', 'expected a server such as S1, found __proto__'],
    [`${'S'.repeat(32)} start`, `expected a server such as S1, found ${'S'.repeat(32)}`],
    [`${'S'.repeat(70)} start`, `expected a server such as S1, found ${'S'.repeat(59)}…`],
    ['S1 start\nS2 start', 'expected one line, found S1 start S2 start'],
    ['S1 start [ST-9]', 'start takes 0 arguments, found 1'],
    ['S1 timeout', 'timeout takes 1 argument, found 0'],
    ['S1 timeout lunch', 'expected one of election, heartbeat, quorum, lease, transfer, found lunch'],
    ['S1 electionTimeout election', 'electionTimeout takes 0 arguments, found 1'],
    ['S1 clientCommand "x""y"', 'expected a quoted text, found "x""y"'],
    [`S1 clientCommand "${'x'.repeat(1024 * 1024)}"`, 'a line has at most 1048576 characters, this one 1048595'],
    ['"S1" start', 'expected a server such as S1, found "S1"'],
    ['S1', 'S1 does what?'],
    ['S1 | follower@1', 'S1 does what?'],
    ['S1 sleep', 'nothing that can happen is called sleep'],
    ['S1 constructor', 'nothing that can happen is called constructor'],
    ['S1 Start', 'nothing that can happen is called Start'],
    ['S1 start now', 'start takes 0 arguments, found 1'],
    ['S1 crash hard', 'crash takes no argument, found hard'],
    ['S1 restart S2', 'restart takes no argument, found S2'],
    ['S1 clientCommand', 'clientCommand takes 1 argument, found 0'],
    ['S1 clientCommand x', 'expected a quoted text, found x'],
    ['S1 clientCommand 7', 'expected a quoted text, found 7'],
    ['S1 clientCommand "x', 'expected a quoted text, found "x'],
    ['S1 clientCommand "\\x"', 'expected a quoted text, found "\\x"'],
    ['S1 clientCommand "x" "y"', 'clientCommand takes 1 argument, found 2'],
    ['S1 compact "x"', 'compact takes 2 arguments, found 1'],
    ['S1 compact -1 "x"', 'expected a whole number, found -1'],
    ['S1 compact 1.5 "x"', 'expected a whole number, found 1.5'],
    ['S1 compact 1e3 "x"', 'expected a whole number, found 1e3'],
    ['S1 compact 1234567890123456 "x"', 'expected a whole number, found 1234567890123456'],
    ['S1 compact 281474976710657 "x"', 'expected a number up to 281474976710656, found 281474976710657'],
    ['S1 start crash after 1 crash after 1', 'start takes 0 arguments, found 3'],
    ['S1 start crash after', 'start takes 0 arguments, found 2'],
    ['S1 start crash after x', 'expected a whole number, found x'],
    ['S1 start crash after -1', 'expected a whole number, found -1'],
    ['S1 crash crash after 1', 'only a step can be cut by a crash'],
    [`S1 ⇥ S2 RequestVoteReply term=1 voteGranted=true crash after 1`, 'only a step can be cut by a crash'],
    ['S1 →', 'expected a server such as S1, found the end of the line'],
    ['S1 → S2', `expected one of ${types}, found nothing`],
    ['S1 → S2 Hello', `expected one of ${types}, found Hello`],
    ['S1 → S2 toString', `expected one of ${types}, found toString`],
    [`${vote} term=1`, 'RequestVoteReply lacks voteGranted'],
    [`${vote} voteGranted=true term=1`, 'expected term=, found voteGranted=true'],
    [`${vote} term=1 voteGranted=true extra=1`, 'RequestVoteReply has no such field: extra=1'],
    [`${vote} term=1 term=1 voteGranted=true`, 'expected voteGranted=, found term=1'],
    [`${vote} term= voteGranted=true`, 'expected a whole number, found '],
    [`${vote} term=-1 voteGranted=true`, 'expected a whole number, found -1'],
    [`${vote} term=one voteGranted=true`, 'expected a whole number, found one'],
    [`${vote} term=1 voteGranted=yes`, 'expected true or false, found yes'],
    ['S1 → S2 RequestVote term=1 candidateId=9 lastLogIndex=0 lastLogTerm=0', 'expected a server such as S1, found 9'],
    [`${append} entries=none leaderCommit=0`, 'expected entries such as [1:"x"], found none'],
    [`${append} entries=[1:x] leaderCommit=0`, 'expected a quoted text, found x'],
    [`${append} entries=[x:"x"] leaderCommit=0`, 'expected a whole number, found x'],
    [
      `${append} entries=[junk] leaderCommit=0`,
      'expected an entry such as 1:"x", found junk, which lacks a colon and a text',
    ],
    [
      `${append} entries=[1] leaderCommit=0`,
      'expected an entry such as 1:"x", found 1, which lacks a colon and a text',
    ],
    [`${append} entries=[1:noOp=] leaderCommit=0`, 'expected JSON behind noOp=, found '],
    [`${append} entries=[1:noOp=tru] leaderCommit=0`, 'expected JSON behind noOp=, found tru'],
    [`${append} entries=[1:term=1] leaderCommit=0`, 'expected an entry such as 1:"x", found 1:term=1'],
    [`${append} entries=[1:command="x"] leaderCommit=0`, 'expected an entry such as 1:"x", found 1:command="x"'],
    [
      `${append} entries=[1:noOp=${'['.repeat(65)}${']'.repeat(65)}] leaderCommit=0`,
      'noOp holds lists within more than 64 others',
    ],
    [`${append} entries=[1:"a"2:"b"] leaderCommit=0`, 'expected a quoted text, found "a"2:"b"'],
    [`${append} leaderCommit=0`, 'expected entries=, found leaderCommit=0'],
  ])('%s', (line, because) => {
    expect(parseAction(line)).toEqual({ ok: false, because });
  });

  test('whatever it is, and never by throwing', () => {
    const pieces = fc.constantFrom(
      'S1',
      '→',
      '"',
      '[',
      ']',
      '|',
      '\\',
      'crash',
      'after',
      '1',
      'term=1',
      'start',
      ' ',
      '',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join(' ')),
        ),
        (line) => {
          const result = parseAction(line);
          if (!result.ok) expect(result.because).not.toBe('');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each(['x=[ ', '[', '"', 'x="', '\\', ' crash after 1', '[" ', '| '])(
    'in no time: %s, over and over',
    (piece) => {
      const start = performance.now();
      const result = parseAction(`S1 start${piece.repeat(70_000)}`);
      expect(result.ok && piece !== '| ').toBe(false);
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  test('in one line that quotes little of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
        const result = parseAction(line);
        if (!result.ok) expect(result.because).toMatch(/^[^\n\r\u2028\u2029]{1,200}$/);
      }),
    );
  });
});
