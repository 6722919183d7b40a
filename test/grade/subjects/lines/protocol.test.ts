/** The schemas of the line protocol, and that its page says the same as they. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventLine, lineEvents, lineOutputs, readOutput } from '../../../../src/grade/subjects/lines/protocol.ts';

const page = readFileSync('docs/reference/line-protocol.md', 'utf8');

type Schemas = Readonly<Record<string, { readonly shape: object }>>;

/** The fields of each type, as the table below a heading has them. */
const fieldsUnder = (text: string, heading: string): Readonly<Record<string, readonly string[]>> => {
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| `(\w+)` \|([^|]*)\|/gm)];
  return Object.fromEntries(
    rows.map(([, type = '', fields = '']) => [type, [...fields.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)]),
  );
};

const fieldsOf = (schemas: Schemas): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(schemas).map(([type, { shape }]) => [
      type,
      Object.keys(shape).filter((name) => name !== 'type' && name !== 'now'),
    ]),
  );

test('the page has every event and output with its fields', () => {
  expect(fieldsUnder(page, 'What a server is told')).toEqual(fieldsOf(lineEvents));
  expect(fieldsUnder(page, 'What a server does')).toEqual(fieldsOf(lineOutputs));
});

test('a page that leaves a field out is found', () => {
  const other = page.replace('`index` `term` `isLeader`', '`term` `isLeader`');
  expect(fieldsUnder(other, 'What a server does')).not.toEqual(fieldsOf(lineOutputs));
});

test('the exchange of the page is one', () => {
  const lines = [...page.matchAll(/^([<>]) (\{.*\})$/gm)];
  expect(lines.length).toBeGreaterThan(10);
  for (const [, direction, line = ''] of lines) {
    if (direction === '>') expect(readOutput(line)).toEqual(JSON.parse(line));
    else {
      const { type } = JSON.parse(line) as { readonly type: keyof typeof lineEvents };
      expect(lineEvents[type].safeParse(JSON.parse(line))).toMatchObject({ success: true });
    }
  }
});

test('an event is ASCII, and the same text for who reads it', () => {
  const command = 'é \u2028 \u{1f600} "\\';
  const line = eventLine({ type: 'start', now: 1, command });
  expect(line).toMatch(/^[\u0020-\u007e]+\n$/);
  expect(JSON.parse(line)).toMatchObject({ command });
});

test.each([
  ['{"type":"done","so":1}', /so/],
  ['[]', /its type is none of/],
  ['"done"', /its type is none of/],
  ['{"type":"save"}', /state: expected a value/],
  ['{"type":"save","state":1,"snapshot":7}', /snapshot: /],
  ['{"type":"apply","index":1}', /expected a command or a snapshot, and not both/],
  ['{"type":"apply","index":1,"command":"a","snapshot":"b"}', /not both/],
  ['{"type":"apply","index":-1,"command":"a"}', /index: /],
  ['{"type":"send","to":1,"request":[]}', /request: /],
  ['{"type":"send","to":1,"request":{},"call":1073741824}', /call: expected a number below 1073741824/],
  ['{"type":"result","term":1}', /isLeader: /],
  ['', /it is not JSON/],
])('%s is refused', (line, words) => {
  expect(() => readOutput(line)).toThrow(words);
});

test.each([
  '{"type":"save","state":null,"snapshot":null}',
  '{"type":"send","to":1,"reply":{},"call":1073741824}',
  '{"type":"wake","at":null}',
])('%s is taken', (line) => {
  expect(readOutput(line)).toEqual(JSON.parse(line));
});
