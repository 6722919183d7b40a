import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  diskFromSpec,
  durableToSpec,
  eventFromSpec,
  eventToSpec,
  messageFromSpec,
  messageToSpec,
  optionsFromSpec,
  optionsToSpec,
  outputFromSpec,
  type Scale,
  serverFromSpec,
  serverToSpec,
  snapshotFromSpec,
  timerFromSpec,
  Untranslatable,
  withLog,
} from '../../../../model/runs/conform/mapping.ts';
import { nameOnly, ShapeError, type SpecValue, variantOf } from '../../../../model/runs/conform/values.ts';
import { crc32c } from '../../../../src/core/checksum.ts';
import { messageTypes } from '../../../../src/core/extensions/messages.ts';
import type { LocalEvent, Message, Server } from '../../../../src/core/types.ts';
import { fieldsFrom, type KindArbitraries } from '../../../support/messages.ts';

const names = ['S1', 'S2', 'S3'];
const count = fc.nat({ max: 9 });
const id = fc.constantFrom(...names);
const idOrNobody = fc.constantFrom('', ...names);
const part = fc.string({ minLength: 2, maxLength: 2 });
const parts = fc.array(part, { maxLength: 4 });
const entry = fc.record({ term: count, command: fc.string({ maxLength: 3 }) });
const entries = fc.array(entry, { maxLength: 3 });
const role = fc.constantFrom('Follower', 'Candidate', 'Leader').map(nameOnly);

/** "There is none" is one value, not many. */
const orNone = <T extends { readonly lastIncludedIndex: number }>(some: fc.Arbitrary<T>, none: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: some }, { weight: 1, arbitrary: fc.constant(none) });

const place = { lastIncludedIndex: fc.integer({ min: 1, max: 9 }), lastIncludedTerm: count };
const snapshot = orNone(fc.record({ ...place, data: parts }), { lastIncludedIndex: 0, lastIncludedTerm: 0, data: [] });
const incomingSnapshot = orNone(fc.record({ ...place, checksum: parts, data: parts }), {
  lastIncludedIndex: 0,
  lastIncludedTerm: 0,
  checksum: [],
  data: [],
});

const perFollower = <T extends SpecValue>(value: fc.Arbitrary<T>): fc.Arbitrary<SpecValue> =>
  fc.tuple(value, value).map(([one, other]) => ({
    map: [
      ['S2', one],
      ['S3', other],
    ],
  }));

const disk = { currentTerm: count, votedFor: idOrNobody, log: entries, snapshot };

const server = fc.record({
  id: fc.constant('S1'),
  peers: fc.constant(['S2', 'S3']),
  options: fc.record({ maxEntriesPerAppend: count, maxInFlightEntries: count, snapshotChunkLength: fc.constant(1) }),
  ...disk,
  role,
  commitIndex: count,
  lastApplied: count,
  leaderId: idOrNobody,
  votesGranted: fc.subarray(names).map((set) => ({ set })),
  nextIndex: perFollower(count),
  matchIndex: perFollower(count),
  pipelining: perFollower(fc.boolean()),
  snapshotOffset: perFollower(count),
  outgoingSnapshot: perFollower(snapshot),
  incomingSnapshot,
});

const kinds: KindArbitraries<SpecValue> = {
  term: count,
  index: count,
  checksum: parts,
  offset: count,
  text: parts,
  round: count,
  readId: fc.string({ maxLength: 3 }),
  serverId: id,
  boolean: fc.boolean(),
  entries,
};

const message = fc.oneof(
  ...messageTypes.map((tag) =>
    fc
      .tuple(id, id, fieldsFrom(tag, kinds))
      .map(([from, to, fields]) => ({ tag, value: { from, to, ...fields } }) as const),
  ),
);

/** All lists of texts in a value, as a trace in which all these snapshots were seen would know them. */
const scaleOf = (value: SpecValue): Scale => {
  const known = new Map<number, string>([[crc32c(''), '']]);
  const look = (inside: SpecValue): void => {
    if (typeof inside !== 'object') return;
    const items = Object.values(inside) as SpecValue[];
    if (items.every((item) => typeof item === 'string')) known.set(crc32c(items.join('')), items.join(''));
    items.forEach(look);
  };
  look(value);
  return { chunkLength: 2, dataOf: (checksum) => known.get(checksum) };
};

const nothingKnown: Scale = { chunkLength: 2, dataOf: () => undefined };

describe('what the spec says comes back as it was', () => {
  test('a server', () => {
    fc.assert(
      fc.property(server, (value) => {
        const here: Server = withLog(serverFromSpec(value));
        expect(serverToSpec(here, scaleOf(value))).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test('a disk', () => {
    fc.assert(
      fc.property(fc.record(disk), (value) => {
        const whose = { id: 'S1', peers: [], options: optionsFromSpec(optionsToSpec(anyOptions)) };
        expect(durableToSpec(withLog({ ...whose, ...diskFromSpec(value) }), scaleOf(value))).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  test('a message', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(messageToSpec(messageFromSpec(value), scaleOf(value))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('an event', () => {
    const event = fc.oneof(
      fc.constantFrom('Start', 'ElectionTimeout', 'HeartbeatTimeout').map(nameOnly),
      fc.string().map((value) => ({ tag: 'ClientCommand', value })),
      fc.record({ index: count, data: parts }).map((value) => ({ tag: 'Compact', value })),
    );
    fc.assert(
      fc.property(event, (value) => {
        const here = eventFromSpec(value);
        if ('from' in here) throw new Error('no message was given');
        expect(eventToSpec(here, scaleOf(value.value))).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });
});

const anyOptions = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 16 };

describe('from the spec', () => {
  test('a part is two characters, and so is the length of a chunk of one part', () => {
    const value = { lastIncludedIndex: 2, lastIncludedTerm: 1, data: ['c1', 'c2'] };
    expect(snapshotFromSpec(value)).toEqual({
      lastIncludedIndex: 2,
      lastIncludedTerm: 1,
      data: 'c1c2',
      checksum: crc32c('c1c2'),
    });
    const options = { maxEntriesPerAppend: 1, maxInFlightEntries: 3, snapshotChunkLength: 2 };
    expect(optionsFromSpec(options)).toEqual({ ...options, snapshotChunkLength: 4 });
  });

  test('nobody and nothing are null, and votes are sorted', () => {
    const [value] = fc.sample(server, { numRuns: 1, seed: 1 });
    const none = { lastIncludedIndex: 0, lastIncludedTerm: 0, checksum: [], data: [] };
    const here = serverFromSpec({
      ...value,
      votedFor: '',
      leaderId: '',
      snapshot: none,
      incomingSnapshot: none,
      votesGranted: { set: ['S3', 'S1'] },
    });
    expect(here).toMatchObject({ votedFor: null, leaderId: null, snapshot: null, incomingSnapshot: null });
    expect(here.votesGranted).toEqual(['S1', 'S3']);
  });

  test('a name may hold an empty tuple', () => {
    expect(timerFromSpec({ tag: 'Stopped', value: { tuple: [] } })).toBe('stopped');
  });

  test('what is told', () => {
    const told = [
      { tag: 'Apply', value: { index: 1, term: 2, command: 'c1' } },
      { tag: 'Reply', value: { index: 1, term: 2 } },
      { tag: 'Reject', value: { reason: 'notLeader', leaderId: '' } },
      { tag: 'RestoreSnapshot', value: { lastIncludedIndex: 1, lastIncludedTerm: 1, data: [] } },
    ];
    expect(told.map(outputFromSpec)).toEqual([
      { type: 'apply', index: 1, term: 2, command: 'c1' },
      { type: 'reply', index: 1, term: 2 },
      { type: 'reject', reason: 'notLeader', leaderId: null },
      { type: 'restoreSnapshot', snapshot: { lastIncludedIndex: 1, lastIncludedTerm: 1, data: '', checksum: 0 } },
    ]);
  });

  test.each<readonly [() => unknown, string]>([
    [
      () => snapshotFromSpec({ lastIncludedIndex: 1, lastIncludedTerm: 1, data: ['abc'] }),
      'has at most 2 characters, not "abc"',
    ],
    [() => messageFromSpec({ tag: 'RequestVoteReply', value: { from: 1 } }), 'expected a text, found 1'],
    [() => messageFromSpec(3), 'expected a variant, found 3'],
    [() => timerFromSpec(nameOnly('Broken')), 'expected one of Kept, Restarted, Stopped, found Broken'],
    [() => eventFromSpec(nameOnly('Nothing')), 'no event of a server is called Nothing'],
    [() => outputFromSpec(nameOnly('Nothing')), 'nothing that is told is called Nothing'],
    [() => outputFromSpec({ tag: 'Reject', value: { reason: 'tired', leaderId: '' } }), 'no refusal is called tired'],
    [
      () => outputFromSpec({ tag: 'RestoreSnapshot', value: { lastIncludedIndex: 0, lastIncludedTerm: 0, data: [] } }),
      'a snapshot of nothing is restored',
    ],
    [() => optionsFromSpec({ maxEntriesPerAppend: true }), 'expected a number, found true'],
    [() => diskFromSpec({ currentTerm: 1, votedFor: '', log: { set: [] } }), 'expected a list, found {"set":[]}'],
    [() => diskFromSpec(undefined), 'expected a record, found nothing'],
  ])('anything else is refused: %s', (read, because) => {
    expect(read).toThrow(ShapeError);
    expect(read).toThrow(because);
  });
});

describe('to the spec', () => {
  const chunk = (data: string, offset: number, done: boolean): Message => ({
    type: 'InstallSnapshot',
    from: 'S1',
    to: 'S2',
    term: 1,
    leaderId: 'S1',
    lastIncludedIndex: 1,
    lastIncludedTerm: 1,
    checksum: crc32c('abcde'),
    offset,
    data,
    done,
  });
  const answer = (offset: number, checksum = crc32c('abcde')): Message => ({
    type: 'InstallSnapshotReply',
    from: 'S2',
    to: 'S1',
    term: 1,
    lastIncludedIndex: 1,
    checksum,
    offset,
    done: true,
  });
  const scale: Scale = { chunkLength: 2, dataOf: (checksum) => (checksum === crc32c('abcde') ? 'abcde' : undefined) };
  const fields = (value: SpecValue): unknown => variantOf(value).value;

  test('a chunk is a part, the last one may be shorter, and options say so', () => {
    expect(fields(messageToSpec(chunk('cd', 2, false), scale))).toMatchObject({
      offset: 1,
      data: ['cd'],
      checksum: ['ab', 'cd', 'e'],
    });
    expect(fields(messageToSpec(chunk('e', 4, true), scale))).toMatchObject({ offset: 2, data: ['e'] });
    expect(optionsToSpec(anyOptions)).toEqual({ ...anyOptions, snapshotChunkLength: 1 });
  });

  test('the end of the data is a whole number of parts', () => {
    expect(fields(messageToSpec(answer(5), scale))).toMatchObject({ offset: 3 });
    expect(fields(messageToSpec(answer(4), scale))).toMatchObject({ offset: 2 });
  });

  test('any other place within a part is refused', () => {
    expect(() => messageToSpec(answer(3), scale)).toThrow(new Untranslatable('offset 3 is within a chunk of 2'));
    expect(() => messageToSpec(answer(5), nothingKnown)).toThrow(Untranslatable);
  });

  test.each<LocalEvent>([
    { type: 'clientCommands', commands: ['a'] },
    { type: 'written', index: 1, term: 1 },
  ])('$type is of an optional page, and is refused with what knows it', (event) => {
    const words = `the formal spec of the figure has no ${event.type}, an event of an optional page; figure2 replay`;
    expect(() => eventToSpec(event, scale)).toThrow(words);
  });

  test('a checksum of which nothing is known is unlike any other', () => {
    expect(fields(messageToSpec(answer(4, 123), scale))).toMatchObject({ checksum: ['checksum 123'] });
  });
});
