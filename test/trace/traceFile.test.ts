import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counterexample, Recording, ServerSummary } from '../../src/trace/recording.ts';
import { readTraceFile, writeTraceFile } from '../../src/trace/traceFile.ts';

const summary: ServerSummary = {
  role: 'follower',
  currentTerm: 1,
  votedFor: null,
  snapshotIndex: 0,
  lastIndex: 0,
  commitIndex: 0,
};
const down: ServerSummary = { ...summary, role: 'down', currentTerm: 0 };

const example: Counterexample = {
  violation: {
    property: 'SP-7',
    clause: 'RV-2',
    because: 'S1 votes for S3 in term 1, in which it has voted for S2',
    step: 2,
  },
  setting: {
    servers: ['S1', 'S2', 'S3'],
    options: { maxEntriesPerAppend: 1, maxInFlightEntries: 4, snapshotChunkLength: 7 },
    snapshotLength: 20,
  },
  foundBy: { engine: 'torture', seed: 2 },
  trace: [
    {
      line: 'S1 start | follower@0 log=0@0 commit=0 [ST-9]',
      servers: { S1: { ...summary, votedFor: 'S2' }, S2: down, S3: down },
    },
    { line: 'S1 clientCommand "] | \\" [RV-1]" crash after 1 | down', servers: { S1: down, S2: down, S3: down } },
  ],
  uncut: 114,
};

const roundTrip = (recording: Recording): Recording => {
  const result = readTraceFile(writeTraceFile(recording));
  if (!result.ok) throw new Error(result.because);
  return result.recording;
};

describe('a trace file', () => {
  test('is read back as it was written', () => {
    expect(roundTrip(example)).toEqual(example);
    const lab: Counterexample = {
      ...example,
      setting: { servers: ['S1'], options: example.setting.options },
      foundBy: { engine: 'lab', name: '3A', seed: 1 },
      trace: [],
    };
    expect(roundTrip(lab)).toEqual(lab);
    const { setting, trace } = example;
    const disks = [
      { id: 'S1', term: 4, votedFor: 'S3', entries: [{ term: 2, command: 'a' }] },
      { id: 'S2', term: 0, votedFor: null, entries: [] },
    ];
    expect(roundTrip({ setting: { ...setting, disks }, trace })).toEqual({ setting: { ...setting, disks }, trace });
    const random: Counterexample = { ...example, foundBy: { engine: 'random', seed: 7, path: '12:0:1@AB+/:D' } };
    expect(roundTrip(random)).toEqual(random);
    const exhaustive: Counterexample = { ...example, foundBy: { engine: 'exhaustive', name: 'elections-3', seed: 0 } };
    expect(roundTrip(exhaustive)).toEqual(exhaustive);
  });

  test('is read back whatever the sentences in it say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (because, command) => {
        const given: Counterexample = {
          ...example,
          violation: { ...example.violation, because },
          trace: [{ line: `S1 clientCommand ${JSON.stringify(command)}`, servers: {} }],
        };
        expect(roundTrip(given)).toEqual(given);
      }),
    );
  });

  test('is ITF', () => {
    const file = JSON.parse(writeTraceFile(example)) as Record<string, unknown>;
    expect(file).toMatchObject({
      '#meta': { format: 'ITF', description: expect.stringContaining('SP-7') as string },
      vars: ['line', 'servers'],
      states: [
        { '#meta': { index: 0 }, servers: { '#map': expect.any(Array) as unknown[] } },
        { '#meta': { index: 1 } },
      ],
    });
    expect(writeTraceFile(example).endsWith('\n')).toBe(true);
  });
});

type Json = Record<string, unknown>;

/** The file with one part replaced: the part's place is a path, its value anything that JSON can say. */
const spoilt = (path: readonly (string | number)[], value: unknown): string => {
  const file = JSON.parse(writeTraceFile(example)) as Json;
  const last = path[path.length - 1] ?? '';
  let part: Json = file;
  for (const key of path.slice(0, -1)) part = part[key] as Json;
  if (value === undefined) Reflect.deleteProperty(part, last);
  else Object.defineProperty(part, last, { value, enumerable: true, configurable: true });
  return JSON.stringify(file);
};

const meta = ['#meta', 'figure2'];

describe('a malformed file is refused, and one line says where', () => {
  test.each<[string, string, string]>([
    ['nothing', '', 'it is not JSON: '],
    ['a text', 'hello', 'it is not JSON: '],
    ['half a file', writeTraceFile(example).slice(0, 100), 'it is not JSON: '],
    ['a list', '[]', 'the file: '],
    ['null', 'null', 'the file: '],
    ['a number', '7', 'the file: '],
    ['an empty object', '{}', '#meta: '],
    ['no meta', spoilt(['#meta'], undefined), '#meta: '],
    ["another's ITF", spoilt(meta, undefined), '#meta.figure2: '],
    ['another format', spoilt(['#meta', 'format'], 'TLA'), '#meta.format: '],
    ['another version', spoilt([...meta, 'version'], 2), '#meta.figure2.version: '],
    ['no version', spoilt([...meta, 'version'], undefined), '#meta.figure2.version: '],
    ...(
      [
        [{ id: 'S9', term: 1, votedFor: null, entries: [] }, 'S9 is not one of the servers S1 S2 S3'],
        [{ id: 'S1', term: 1, votedFor: 'S9', entries: [] }, 'S9 is not one of the servers S1 S2 S3'],
        [{ id: 'S1', term: 1, votedFor: null, entries: [{ term: 2, command: 'a' }] }, 'terms never fall'],
      ] as const
    ).map(([disk, why]): [string, string, string] => [
      `a disk that no server has: ${why}`,
      spoilt([...meta, 'setting', 'disks'], [disk]),
      `#meta.figure2.setting.disks.0: ${why}`,
    ]),
    ['an unknown property', spoilt([...meta, 'violation', 'property'], 'SP-99'), '#meta.figure2.violation.property: '],
    ['an unknown clause', spoilt([...meta, 'violation', 'clause'], 'toString'), '#meta.figure2.violation.clause: '],
    [
      'a clause of Object.prototype',
      spoilt([...meta, 'violation', 'clause'], '__proto__'),
      '#meta.figure2.violation.clause: ',
    ],
    ['a step that is negative', spoilt([...meta, 'violation', 'step'], -1), '#meta.figure2.violation.step: '],
    ['a reason that is no text', spoilt([...meta, 'violation', 'because'], 7), '#meta.figure2.violation.because: '],
    ['no servers', spoilt([...meta, 'setting', 'servers'], []), '#meta.figure2.setting.servers: '],
    [
      'a server that is no name',
      spoilt([...meta, 'setting', 'servers', 1], '__proto__'),
      '#meta.figure2.setting.servers.1: ',
    ],
    [
      'a hundred servers',
      spoilt(
        [...meta, 'setting', 'servers'],
        Array.from({ length: 100 }, (_, n) => `S${n}`),
      ),
      '#meta.figure2.setting.servers: ',
    ],
    [
      'an option that is 0',
      spoilt([...meta, 'setting', 'options', 'maxEntriesPerAppend'], 0),
      '#meta.figure2.setting.options.maxEntriesPerAppend: ',
    ],
    [
      'an option that is a fraction',
      spoilt([...meta, 'setting', 'options', 'maxInFlightEntries'], 1.5),
      '#meta.figure2.setting.options.maxInFlightEntries: ',
    ],
    [
      'an option that is too large to count',
      spoilt([...meta, 'setting', 'options', 'snapshotChunkLength'], 1e300),
      '#meta.figure2.setting.options.snapshotChunkLength: ',
    ],
    ['an option too many', spoilt([...meta, 'setting', 'options', 'extra'], 1), '#meta.figure2.setting.options: '],
    [
      'a snapshot length that is negative',
      spoilt([...meta, 'setting', 'snapshotLength'], -1),
      '#meta.figure2.setting.snapshotLength: ',
    ],
    ['another engine', spoilt([...meta, 'foundBy', 'engine'], 'luck'), '#meta.figure2.foundBy.engine: '],
    ['a seed that is a text', spoilt([...meta, 'foundBy', 'seed'], '1'), '#meta.figure2.foundBy.seed: '],
    ['a field too many', spoilt([...meta, 'violation', 'extra'], 1), '#meta.figure2.violation: '],
    ['no states', spoilt(['states'], undefined), 'states: '],
    ['states that are no list', spoilt(['states'], {}), 'states: '],
    [
      'a line that is no line',
      spoilt(['states', 1, 'line'], 'S1 sleep'),
      'states.1.line: nothing that can happen is called sleep',
    ],
    [
      'a line about a server that is not in the cluster',
      spoilt(['states', 1, 'line'], 'S9 start'),
      'states.1.line: S9 is not one of the servers S1 S2 S3',
    ],
    [
      'a message to a server that is not in the cluster',
      spoilt(['states', 0, 'line'], 'S1 → S9 RequestVoteReply term=1 voteGranted=true'),
      'states.0.line: S9 is not one of the servers S1 S2 S3',
    ],
    [
      'a message from a server that is not in the cluster',
      spoilt(['states', 0, 'line'], 'S9 ⇥ S1 RequestVoteReply term=1 voteGranted=true'),
      'states.0.line: S9 is not one of the servers S1 S2 S3',
    ],
    [
      'two servers of one name',
      spoilt([...meta, 'setting', 'servers'], ['S1', 'S2', 'S1']),
      '#meta.figure2.setting.servers: a server is named twice',
    ],
    [
      'a snapshot that is too long',
      spoilt([...meta, 'setting', 'snapshotLength'], 10_001),
      '#meta.figure2.setting.snapshotLength: ',
    ],
    ['a number that is too large', spoilt([...meta, 'uncut'], 2 ** 48 + 1), '#meta.figure2.uncut: '],
    ['too many states', spoilt(['states'], new Array(100_001).fill(0)), 'states: '],
    ['a line that is too long', spoilt(['states', 0, 'line'], 'S'.repeat(65_537)), 'states.0.line: '],
    ['a path that is none', spoilt([...meta, 'foundBy', 'path'], '1:2\u001b[31m'), '#meta.figure2.foundBy.path: '],
    ['a name without end', spoilt([...meta, 'foundBy', 'name'], 'x'.repeat(1001)), '#meta.figure2.foundBy.name: '],
    [
      'a reason without end',
      spoilt([...meta, 'violation', 'because'], 'x'.repeat(65_537)),
      '#meta.figure2.violation.because: ',
    ],
    [
      'a key of two long lines',
      spoilt([...meta, 'violation', `a\n${'b'.repeat(100)}`], 1),
      `#meta.figure2.violation: there is no such key: a ${'b'.repeat(57)}…`,
    ],
    ['a line that is no text', spoilt(['states', 0, 'line'], 7), 'states.0.line: '],
    [
      'a server in an unknown role',
      spoilt(['states', 0, 'servers', '#map', 0, 1, 'role'], 'king'),
      'states.0.servers.#map.0.1.role: ',
    ],
    [
      'a term that is negative',
      spoilt(['states', 0, 'servers', '#map', 0, 1, 'currentTerm'], -1),
      'states.0.servers.#map.0.1.currentTerm: ',
    ],
    [
      'a server called __proto__',
      spoilt(['states', 0, 'servers', '#map', 0, 0], '__proto__'),
      'states.0.servers.#map.0.0: ',
    ],
  ])('%s', (_what, text, where) => {
    const result = readTraceFile(text);
    expect(result.ok).toBe(false);
    const because = result.ok ? '' : result.because;
    expect(because.startsWith(where)).toBe(true);
    expect(because).toMatch(/: ./);
    expect(because).not.toContain('\n');
  });

  test('a huge file, before it is looked at', () => {
    const text = ' '.repeat(64 * 1024 * 1024 + 1);
    expect(readTraceFile(text)).toEqual({ ok: false, because: 'it is longer than 67108864 characters' });
  });

  test('whatever it is, and never by throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(readTraceFile(text).ok).toBe(false);
      }),
    );
  });

  test.each([
    ['a text of two lines', 'hello\nworld'],
    ['a line with a line break in it', spoilt(['states', 0, 'line'], 'S1 clientCommand "a\nb"')],
  ])('in one line, although it is %s', (_what, text) => {
    const result = readTraceFile(text);
    expect(result.ok ? '\n' : result.because).not.toContain('\n');
  });

  test.each([
    ['two servers of one name', spoilt([...meta, 'setting', 'servers'], ['S1', 'S1'])],
    ['a line about a server that is not in the cluster', spoilt(['states', 0, 'line'], 'S9 start')],
    ['a snapshot that no memory can hold', spoilt([...meta, 'setting', 'snapshotLength'], Number.MAX_SAFE_INTEGER)],
  ])('%s', (_what, text) => {
    expect(readTraceFile(text).ok).toBe(false);
  });
});

describe('keys that mean something to JavaScript are harmless', () => {
  test('at every level', () => {
    const evil = '"__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } },';
    const text = writeTraceFile(example).replace('"vars"', `${evil} "vars"`);
    expect(readTraceFile(text).ok).toBe(true);
    for (const place of ['"violation": {', '"setting": {', '"options": {', '"foundBy": {', '"figure2": {']) {
      readTraceFile(writeTraceFile(example).replace(place, `${place} ${evil}`));
    }
    expect(({} as Json)['polluted']).toBeUndefined();
  });

  test('as the names of servers', () => {
    const servers = ['constructor', 'toString', 'valueOf'];
    const given: Counterexample = {
      ...example,
      setting: { ...example.setting, servers },
      trace: [{ line: 'constructor start', servers: Object.fromEntries(servers.map((id) => [id, summary])) }],
    };
    expect(roundTrip(given)).toEqual(given);
  });
});
