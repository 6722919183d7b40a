/**
 * Tries: trace files in which each field in turn is missing, or of every other kind, or of a number that nobody counts to, and in
 * which each word of each line is another; scripts in which each word is another.
 * Right: exit code 0, 1 or 2; where it is 2, one line that names the file; nothing is ever thrown, and nothing is "unforeseen".
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript, ScriptError } from '../../model/runs/scenario/script.ts';
import { messages, messageTypes } from '../../src/core/extensions/messages.ts';
import { type FieldKind, fieldsOf } from '../../src/core/messages.ts';
import type { Entry, Message, MessageType } from '../../src/core/types.ts';
import { formatAction } from '../../src/trace/grammar.ts';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { type Ended, figure2Here, scratchFolder } from '../cli/figure2.ts';
import { foundIn } from '../model/counterexample/arrange.ts';
import { scenarios } from '../scenarios/golden.ts';

const folder = scratchFolder();
const small = foundIn('A01', 2);
const disks = small.setting.servers.map((id) => ({
  id,
  term: 1,
  votedFor: 'S2',
  entries: [{ term: 1, command: 'a' }],
}));
const file = JSON.parse(
  writeTraceFile({
    ...small,
    setting: { ...small.setting, disks, snapshotLength: 3, extensions: [] },
    foundBy: { engine: 'random', name: 'x', seed: 2, path: '0:1@AB' },
  }),
) as unknown;

type Path = readonly string[];

/** The places of all that is in a value. */
const placesIn = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];

/** As they stand in JSON. */
const kinds: Readonly<Record<string, string | undefined>> = {
  missing: undefined,
  null: 'null',
  'a truth value': 'true',
  zero: '0',
  'a negative number': '-1',
  'a fraction': '0.5',
  'a huge number': '281474976710656',
  'a number beyond all numbers': '1e999',
  'no number, in words': '"NaN"',
  'an empty text': '""',
  'a text': '"S2"',
  'a text of control characters': String.raw`"\u0000\u001b[2J\n"`,
  'a word of every object': '"__proto__"',
  'an empty list': '[]',
  'a list': '[[1,"S1",null]]',
  'an empty object': '{}',
  'an object': '{"__proto__":{"a":1},"constructor":7}',
};

const MARK = '"the place"';

const textWith = (path: Path, kind: string | undefined): string => {
  if (path.length === 0) return kind ?? '';
  const copy = structuredClone(file) as Record<string, unknown>;
  let part = copy;
  for (const name of path.slice(0, -1)) part = part[name] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (kind !== undefined) part[last] = JSON.parse(MARK);
  else if (Array.isArray(part)) part.splice(Number(last), 1);
  else Reflect.deleteProperty(part, last);
  return JSON.stringify(copy).replace(MARK, () => kind ?? '');
};

const ways = [
  ['replay', 'spoilt.itf.json'],
  ['replay', 'spoilt.itf.json', '--json'],
  ['replay', 'spoilt.itf.json', '--format', 'ndjson'],
  ['replay', 'spoilt.itf.json', '--format', 'itf'],
  ['replay', 'spoilt.itf.json', '--format', 'svg'],
  ['replay', 'spoilt.itf.json', '--cut', '100'],
  ['conform', '--trace', 'spoilt.itf.json', '--against', 'raft.tla'],
] as const;

/** What is wrong with how a command has ended; undefined: nothing. */
const faultOf = ({ status, stdout, stderr }: Ended): string | undefined => {
  const isTold =
    status === 2
      ? /^figure2: [^\n]+\n$/.test(stderr) || (stderr === '' && stdout !== '')
      : (status === 0 || status === 1) && stderr === '' && stdout !== '';
  const isRaw = /unforeseen|Cannot read|is not a function|\n\s+at /.test(stderr);
  return isTold && !isRaw ? undefined : `${status} ${stderr.slice(0, 300)}`;
};

test.each<readonly [string, Ended]>([
  ['what is unforeseen', { status: 2, stdout: '', stderr: 'figure2: something unforeseen, please report it: 7\n' }],
  ['a stack trace', { status: 2, stdout: '', stderr: 'figure2: no\n    at somewhere (a.js:1:1)\n' }],
  ['silence', { status: 2, stdout: '', stderr: '' }],
  ['silence with a verdict', { status: 0, stdout: '', stderr: '' }],
  ['another code', { status: 13, stdout: 'PASS.', stderr: '' }],
  ['words beside a verdict', { status: 0, stdout: 'PASS.', stderr: 'TypeError: x' }],
])('is seen to be wrong: %s', (_, ended) => expect(faultOf(ended)).toBeDefined());

const faultsOf = async (
  text: string,
  what: string,
  asked: readonly (readonly string[])[],
): Promise<readonly string[]> => {
  writeFileSync(join(folder, 'spoilt.itf.json'), text);
  const faults: string[] = [];
  for (const way of asked) {
    const fault = faultOf(await figure2Here(folder, ...way));
    if (fault !== undefined) faults.push(`${way.join(' ')}, ${what}: ${fault}`);
  }
  return faults;
};

/** Of the places that differ in nothing but their number in a list, so many are tried. */
const ALIKE = 3;

const formOf = (path: Path): string => path.map((name) => (/^\d+$/.test(name) ? '#' : name)).join('.');

const places = placesIn(file).filter(
  (path, place, all) => all.slice(0, place).filter((other) => formOf(other) === formOf(path)).length < ALIKE,
);

test.each(Object.entries(kinds))('each field of a trace file: %s', async (name, kind) => {
  const faults: string[] = [];
  for (const [place, path] of places.entries()) {
    const [first, ...others] = ways;
    const asked = [first, ...others.filter((_, at) => at === place % others.length)];
    faults.push(...(await faultsOf(textWith(path, kind), `${path.join('.')} is ${name}`, asked)));
  }
  expect(faults).toEqual([]);
});

const entries: readonly Entry[] = [{ term: 1, command: 'a' }];
const fieldValues: Readonly<Record<FieldKind, unknown>> = {
  term: 1,
  index: 1,
  checksum: 7,
  offset: 0,
  serverId: 'S3',
  text: 'a',
  round: 1,
  readId: 'r',
  boolean: true,
  entries,
};
const messageOf = (type: MessageType): Message =>
  Object.assign(
    { type, from: 'S3', to: 'S2' },
    ...fieldsOf(messages[type]).map(({ name, kind }) => ({ [name]: fieldValues[kind] })),
  ) as Message;

/** In place of a word of a line. */
const words = [
  '',
  '-1',
  '0',
  '0.5',
  '99',
  '281474976710656',
  '281474976710657',
  'NaN',
  'null',
  '[]',
  '{}',
  '"',
  'S2',
  'S99',
  '→',
];

/** A line with each of its words in turn made another one. */
const withWords = (line: string): readonly string[] => {
  const parts = line.split(/([ =:[\]]+)/);
  return parts.flatMap((_, place) => words.map((word) => parts.with(place, word).join('')));
};

const lines: readonly string[] = [
  'S2 crash',
  'S2 start crash after 1',
  'S2 timeout election crash after 1',
  'S2 clientCommand "a"',
  'S2 compact 1 "a"',
  ...messageTypes.map((type) => formatAction({ type: 'deliver', message: messageOf(type) })),
  'S2 ⇝ S9 → S2 RequestVote term=-1 candidateId=S9 lastLogIndex=NaN lastLogTerm=Infinity',
];

test.each(lines)('each word of a line: %s', async (line) => {
  const faults: string[] = [];
  for (const other of withWords(line)) {
    const trace = ['S2 restart', 'S3 restart', 'S3 timeout election', other].map((text) => ({
      line: text,
      servers: {},
    }));
    faults.push(...(await faultsOf(writeTraceFile({ setting: small.setting, trace }), other, ways.slice(1, 2))));
  }
  expect(faults).toEqual([]);
});

/** What a script throws that is not for who wrote it. */
const faultOfScript = (text: string): string | undefined => {
  try {
    runScript(parseScript('spoilt.raft', text));
    return undefined;
  } catch (error) {
    const isTold = error instanceof ScriptError && /^spoilt\.raft:\d+: [^\n]+$/.test(error.message);
    return isTold ? undefined : String(error);
  }
};

test.each(scenarios().map(({ name, text }) => [name, text] as const))('each word of a script: %s', (_, text) => {
  const rows = text.split('\n');
  const faults = rows.flatMap((row, place) => {
    if (row === '' || row.startsWith('#') || /^\s/.test(row)) return [];
    // A wrong kind of word is wrong in one place as in another of the same form: each row is spoilt by some of them.
    return withWords(row.slice(0, 200))
      .filter((_other, at) => at % 11 === place % 11)
      .map((other) => [other, faultOfScript(rows.slice(0, place).concat(other).join('\n'))] as const)
      .filter(([, fault]) => fault !== undefined)
      .map(([other, fault]) => `${other}: ${fault}`);
  });
  expect(faults).toEqual([]);
});
