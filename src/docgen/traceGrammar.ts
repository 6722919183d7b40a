/** The page of the one line grammar of traces, from the comment that defines it. */
import type { EventFieldKind } from '../core/events.ts';
import { fieldsOfEvents, localEvents, localEventTypes } from '../core/extensions/events.ts';
import { messages, messageTypes } from '../core/extensions/messages.ts';
import { fieldsOf } from '../core/messages.ts';
import type { LocalEventType, MessageType } from '../core/types.ts';
import { type Action, formatAction } from '../trace/grammar.ts';
import { firstComment } from './comments.ts';

export const traceGrammarPath = 'docs/reference/trace-grammar.md';

const envelope = { from: 'S1', to: 'S2', term: 2 } as const;
const snapshot = { lastIncludedIndex: 4, lastIncludedTerm: 1, checksum: 907060870, offset: 0 } as const;

/** One line of each form. */
const examples: readonly (readonly [string, Action])[] = [
  ['a server starts with an empty disk', { type: 'event', id: 'S1', event: { type: 'start' } }],
  ['its election timer runs out', { type: 'event', id: 'S1', event: { type: 'timeout', timer: 'election' } }],
  [
    'the same, and a crash when the first effect of the step has been executed',
    { type: 'event', id: 'S1', event: { type: 'timeout', timer: 'election' }, crashAfter: 1 },
  ],
  ['time for heartbeats', { type: 'event', id: 'S1', event: { type: 'timeout', timer: 'heartbeat' } }],
  ['a client sends a command', { type: 'event', id: 'S1', event: { type: 'clientCommand', command: 'set x 1' } }],
  [
    'the log up to index 4 becomes a snapshot',
    { type: 'event', id: 'S1', event: { type: 'compact', index: 4, data: 'x=1' } },
  ],
  [
    'a request for a vote arrives',
    {
      type: 'deliver',
      message: { ...envelope, type: 'RequestVote', candidateId: 'S1', lastLogIndex: 4, lastLogTerm: 1 },
    },
  ],
  ['its answer', { type: 'deliver', message: { ...envelope, type: 'RequestVoteReply', voteGranted: true } }],
  [
    'with pre-vote: a pre-candidate asks whether it could win',
    {
      type: 'deliver',
      message: { ...envelope, type: 'PreVote', candidateId: 'S1', lastLogIndex: 4, lastLogTerm: 1 },
    },
  ],
  ['its answer', { type: 'deliver', message: { ...envelope, type: 'PreVoteReply', preVoteGranted: true } }],
  [
    'with read index: a leader asks whether its term is over',
    { type: 'deliver', message: { ...envelope, type: 'ReadIndexCheck', round: 3 } },
  ],
  ['its answer', { type: 'deliver', message: { ...envelope, type: 'ReadIndexCheckReply', round: 3 } }],
  [
    'a follower asks for the index of a read',
    { type: 'deliver', message: { ...envelope, type: 'ReadIndexRequest', id: 'r1' } },
  ],
  ['its answer', { type: 'deliver', message: { ...envelope, type: 'ReadIndexReply', id: 'r1', index: 4 } }],
  [
    'with leadership transfer: a leader lets a follower take over',
    { type: 'deliver', message: { ...envelope, type: 'TimeoutNow' } },
  ],
  ['who takes over tells everybody', { type: 'deliver', message: { ...envelope, type: 'TakingOver' } }],
  [
    'entries arrive',
    {
      type: 'deliver',
      message: {
        ...envelope,
        type: 'AppendEntries',
        leaderId: 'S1',
        prevLogIndex: 3,
        prevLogTerm: 1,
        leaderCommit: 3,
        entries: [
          { term: 1, command: 'a' },
          { term: 2, command: 'b' },
        ],
      },
    },
  ],
  [
    'their answer',
    {
      type: 'deliver',
      message: {
        ...envelope,
        type: 'AppendEntriesReply',
        success: true,
        prevLogIndex: 3,
        matchIndex: 5,
        conflictTerm: 0,
        conflictIndex: 0,
      },
    },
  ],
  [
    'a chunk of a snapshot arrives corrupted',
    {
      type: 'deliver',
      corrupted: true,
      message: { ...envelope, ...snapshot, type: 'InstallSnapshot', leaderId: 'S1', data: 'x=1', done: true },
    },
  ],
  [
    'the answer to a chunk',
    {
      type: 'deliver',
      message: {
        ...envelope,
        type: 'InstallSnapshotReply',
        lastIncludedIndex: 4,
        checksum: 907060870,
        offset: 3,
        done: true,
      },
    },
  ],
  ['a message is lost', { type: 'lose', message: { ...envelope, type: 'RequestVoteReply', voteGranted: false } }],
  [
    'something arrives at S1 that nobody in its cluster has sent',
    {
      type: 'foreign',
      id: 'S1',
      message: {
        type: 'RequestVote',
        from: 'S9',
        to: 'S1',
        term: Number.NaN,
        candidateId: 'S9',
        lastLogIndex: -1,
        lastLogTerm: 0.5,
      },
    },
  ],
  ['a server crashes between two steps', { type: 'crash', id: 'S1' }],
  ['it comes back with what was on its disk', { type: 'restart', id: 'S1' }],
];

const messageLine = (type: MessageType): string => {
  const { answers, clause, description } = messages[type];
  const what = `${description} (${clause})${answers === null ? '' : `; answers \`${answers}\``}`;
  const fields = fieldsOf(messages[type]).map(({ name, kind }) => `\`${name}\` ${fieldWords[kind]}`);
  return `| \`${type}\` | ${what} | ${fields.join(', ')} |`;
};

const eventLine = (type: LocalEventType): string => {
  const { clause, description } = localEvents[type];
  const fields = fieldsOfEvents[type].map(({ name, kind }) => `${name}: ${fieldWords[kind]}`);
  return `| \`${type}\` | ${description} (${clause}) | ${fields.join(', ')} |`;
};

/** What a field of each kind is called, in the words of the grammar. */
const fieldWords: Readonly<Record<EventFieldKind, string>> = {
  term: 'number',
  index: 'number',
  checksum: 'number',
  offset: 'number',
  serverId: 'server',
  serverIds: 'servers in brackets',
  text: 'text',
  round: 'number',
  readId: 'text',
  boolean: 'true or false',
  entries: 'entries',
  timer: 'timer',
  command: 'text',
  commands: 'texts in brackets',
};

/** `source` is the text of src/trace/grammar.ts. */
export function renderTraceGrammar(source: string): string {
  const lines = examples.flatMap(([words, action]) => [`# ${words}`, formatAction(action)]);
  return [
    '# The grammar of traces',
    '',
    'Generated from [src/trace/grammar.ts](../../src/trace/grammar.ts); `npm run fix` writes it again.',
    '',
    firstComment(source),
    '',
    '## Events',
    '',
    'What can happen to a server beside a message, the clause that answers it, and what follows its name, in this order.',
    '',
    '| event | what it is | arguments |',
    '|---|---|---|',
    ...localEventTypes.map(eventLine),
    '',
    '## Messages',
    '',
    'Each kind of message, the clause that says what is in it, and its fields in the order in which they are written.',
    '',
    '| message | what it is | fields |',
    '|---|---|---|',
    ...messageTypes.map(messageLine),
    '',
    '## Examples',
    '',
    'One line of each form:',
    '',
    '```text',
    ...lines,
    '```',
    '',
  ].join('\n');
}
