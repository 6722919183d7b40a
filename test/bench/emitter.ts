/** A server that does nothing but send the same message again and again: what it costs to cross the border of a module. */
import { goProgram } from '../../src/grade/index.ts';
import { Module } from '../../src/grade/subjects/go/webAssembly.ts';
import { randomOf } from '../../src/sim/random.ts';

/** So many messages leave at each call. */
export const MESSAGES = 1000;

const I32 = 0x7f;
const I64 = 0x7e;

const number = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...number(Math.floor(value / 0x80))];

/** A constant is signed: one more byte where its highest bit would say that it is negative. */
const signed = (value: number): readonly number[] =>
  value < 0x40 ? [value] : [(value % 0x80) | 0x80, ...signed(Math.floor(value / 0x80))];

const constant = (value: number): readonly number[] => [0x41, ...signed(value)];
const list = (items: readonly (readonly number[])[]): readonly number[] => [...number(items.length), ...items.flat()];
const sized = (content: readonly number[]): readonly number[] => [...number(content.length), ...content];
const section = (id: number, content: readonly number[]): readonly number[] => [id, ...sized(content)];
const text = (words: string): readonly number[] => sized([...Buffer.from(words, 'latin1')]);
const type = (parameters: readonly number[], results: readonly number[]): readonly number[] => [
  0x60,
  ...sized(parameters),
  ...sized(results),
];

const METHOD = 'AppendEntries';
const VIEW =
  '{"Term":3,"LeaderId":1,"PrevLogIndex":41,"PrevLogTerm":2,"Entries":[{"Term":3,"Command":8123},{"Term":3,"Command":5}],"LeaderCommit":41}';
const BYTES = 'gob '.repeat(64);
const TEXTS = [METHOD, BYTES, VIEW];

/** Imports `emit` and `take`, as a submission in Go does, and calls `emit` with an append of two entries. */
const bytesOfModule = (): Uint8Array => {
  const spans = TEXTS.flatMap((words, place) => {
    const at = TEXTS.slice(0, place).join('').length;
    return [...constant(at), ...constant(words.length)];
  });
  const request = [0, 1, 7, 0].flatMap(constant);
  const loop = [
    ...[...constant(MESSAGES), 0x21, 1],
    ...[0x03, 0x40, ...request, ...spans, 0x10, 0],
    ...[0x20, 1, ...constant(1), 0x6b, 0x22, 1, 0x0d, 0, 0x0b],
  ];
  const body = (locals: readonly number[], code: readonly number[]): readonly number[] =>
    sized([...locals, ...code, 0x0b]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([type(Array(10).fill(I32), []), type([I32, I32, I32], [I32]), type([], []), type([I64], [])])),
    ...section(
      2,
      list([
        [...text('figure2'), ...text('emit'), 0, 0],
        [...text('figure2'), ...text('take'), 0, 1],
      ]),
    ),
    ...section(3, list([[2], [3], [3]])),
    ...section(5, list([[0, 1]])),
    ...section(
      7,
      list([
        [...text('memory'), 2, 0],
        [...text('_initialize'), 0, 2],
        [...text('boot'), 0, 3],
        [...text('advance'), 0, 4],
      ]),
    ),
    ...section(10, list([body([0], []), body([0], []), body([1, 1, I32], loop)])),
    ...section(11, list([[0, ...constant(0), 0x0b, ...text(TEXTS.join(''))]])),
  ]);
};

/** One call lets `MESSAGES` messages leave the server, each of which comes to its host. */
export const emitter = (): { readonly emit: () => void; readonly sent: () => number } => {
  let sent = 0;
  const program = goProgram({ module: new Module(bytesOfModule()) });
  const server = program({ servers: 3, random: randomOf(1), nowMs: () => 0 })(0, null, {
    send: () => {
      sent++;
    },
    save: () => {},
    apply: () => {},
    wakeAt: () => {},
    crashed: () => {},
  });
  return { emit: () => server.advance(0), sent: () => sent };
};
