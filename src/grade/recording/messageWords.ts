/** Recorded messages, and what a server did with them, in the few words that tell a story. */
import { nameOf } from '../../../model/runs/labs/index.ts';
import { clip, printable } from '../../text/printable.ts';
import type { WireKind } from '../wire/view.ts';
import type { RecordedMessage } from './recorder.ts';

const NAME_MAX = 24;

const names: Readonly<Record<Exclude<WireKind, 'other'>, string>> = {
  vote: 'RequestVote',
  'pre-vote': 'RequestPreVote',
  append: 'AppendEntries',
  snapshot: 'InstallSnapshot',
};

const isHeartbeat = ({ kind, type, entries, length }: RecordedMessage): boolean =>
  kind === 'append' && type === 'request' && entries !== undefined && length === 0;

const nameOfMessage = (message: RecordedMessage): string => {
  const { kind, method, type } = message;
  if (isHeartbeat(message)) return 'heartbeat';
  const name = kind === 'other' ? clip(printable(method), NAME_MAX) || 'RPC' : names[kind];
  return type === 'reply' ? `${name}Reply` : name;
};

/** What a message says, as far as it was recognised: by the names of the paper. In brief: what is new in it. */
export const recordedWords = (message: RecordedMessage, isBrief = false): string => {
  const { term, previous, commit, covered } = message;
  const fields = [
    term === undefined ? '' : `term=${term}`,
    isBrief || previous === undefined || message.length === 0 ? '' : `prev=${previous}`,
    entriesWords(message),
    isBrief || commit === undefined ? '' : `commit=${commit}`,
    covered === undefined ? '' : `upto=${covered}`,
    answerWords(message),
  ];
  return [nameOfMessage(message), ...fields].filter((word) => word !== '').join(' ');
};

const entriesWords = ({ entries, length }: RecordedMessage): string => {
  if (!entries || length === 0) return '';
  const more = length > entries.length ? ` …${length - entries.length} more` : '';
  return `[${entries.map(printable).join(' ')}${more}]`;
};

const answerWords = ({ type, kind, granted, success }: RecordedMessage): string => {
  if (type === 'request') return '';
  if (kind === 'vote' && granted !== undefined) return granted ? 'granted' : 'rejected';
  return success === undefined ? '' : success ? 'success' : 'rejected';
};

/** What a server answers, beside what it was asked. */
export const replyWords = (reply: RecordedMessage, request: RecordedMessage | undefined): string => {
  const { kind, granted, success, term } = reply;
  const says =
    kind === 'vote' && granted !== undefined
      ? granted
        ? `votes for ${nameOf(reply.to)}`
        : 'refuses'
      : success === undefined
        ? 'answers'
        : success
          ? 'takes it'
          : 'refuses';
  return term === undefined || term === request?.term ? says : `${says}, term=${term}`;
};
