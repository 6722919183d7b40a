/** The page of the protocol is what the code does: its tables, its digest, its example. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messages, messageTypes } from '../../../src/core/extensions/messages.ts';
import { type FieldKind, fieldsOf } from '../../../src/core/messages.ts';
import type { Message } from '../../../src/core/types.ts';
import { ByteWriter } from '../../../src/runtime/bytes/writer.ts';
import { messageCodec } from '../../../src/runtime/transport/codec.ts';
import { BodyType, HEAD_BYTES, PREAMBLE, sealFrame, VERSION } from '../../../src/runtime/transport/frames.ts';
import { MAX_HELLO_BYTES, tableDigest } from '../../../src/runtime/transport/hello.ts';
import { tcpSettings } from '../../../src/runtime/transport/settings.ts';

const page = readFileSync('docs/reference/peer-protocol.md', 'utf8');

const words: Readonly<Record<FieldKind, string>> = {
  term: 'term',
  index: 'index',
  checksum: 'checksum',
  offset: 'offset',
  serverId: 'server',
  text: 'text',
  round: 'round',
  readId: 'text',
  boolean: 'boolean',
  entries: 'entries',
};

const row = (type: (typeof messageTypes)[number], place: number): string => {
  const fields = fieldsOf(messages[type]).map(({ name, kind }) => `\`${name}\` ${words[kind]}`);
  return `| ${BodyType.message + place} | \`${type}\` | ${fields.join(', ')} |`;
};

const example: Message = {
  type: 'AppendEntries',
  from: 'S1',
  to: 'S2',
  term: 2,
  leaderId: 'S1',
  prevLogIndex: 300,
  prevLogTerm: 1,
  entries: [{ term: 2, command: 'é' }],
  leaderCommit: 299,
};

const frameOfExample = (): string => {
  const writer = new ByteWriter();
  writer.room(HEAD_BYTES);
  messageCodec(messages).write(writer, example);
  sealFrame(writer.written(), 0, writer.length);
  return writer.written().toString('hex').replaceAll(/../g, '$& ').trim();
};

const settings = tcpSettings({ address: { host: '127.0.0.1', port: 0 }, peers: {} });

test.each([
  ['the numbers and fields of all messages', messageTypes.map(row).join('\n')],
  ['the digest of the table', tableDigest(messages)],
  ['the bytes of the example', frameOfExample()],
  [
    'the magic word and the version',
    `\`${PREAMBLE.toString('latin1', 0, 7)}\`, and the version of this protocol, ${VERSION}.`,
  ],
  ['the beat', `| ${BodyType.beat} | beat: I am there | both, every ${settings.heartbeatMs} ms (\`heartbeatMs\`) |`],
  ['the hello', `| ${BodyType.hello} | hello: JSON`],
  ['the welcome', `| ${BodyType.welcome} | welcome |`],
  ['the refusal', `| ${BodyType.refusal} | refusal: JSON`],
  ['the mark', `| ${BodyType.mark} | mark:`],
  ['the answer to a mark', `| ${BodyType.reached} | reached |`],
  ['where messages begin', `| from ${BodyType.message} on | a message |`],
  ['the silence', `for ${settings.maxSilentHeartbeats} beats`],
  ['the bound of a hello', `at most ${MAX_HELLO_BYTES} bytes`],
  ['the bound of a frame', `\`maxFrameBytes\`, ${settings.maxFrameBytes / 2 ** 20} MiB`],
  ['the bound of what waits', `${settings.maxWaitingBytes / 2 ** 20} MiB if nothing is said,`],
  ['the waits', `from ${settings.backOff.minMs} ms to ${settings.backOff.maxMs / 1000} s`],
])('docs/reference/peer-protocol.md has %s', (_, text) => {
  expect(page).toContain(text);
});

test('and not those of another table', () => {
  const { RequestVote, ...others } = messages;
  expect(page).not.toContain(tableDigest({ ...others, RequestVote })); // in another order
});
