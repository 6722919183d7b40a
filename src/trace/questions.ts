/** What can be asked of a step before it is shown: what is in the reply, and what becomes of the server. */
import { type ClauseId, clauses } from '../core/clauses.ts';
import { messages } from '../core/extensions/messages.ts';
import type { Event, Message, Server } from '../core/types.ts';
import type { Observation } from './observation.ts';

/** A question with a few answers, of which one is right. */
export interface Question {
  /** Such as `voteGranted in the reply of S2`. */
  readonly asked: string;
  /** At least two. */
  readonly choices: readonly string[];
  /** The place of the right one among them, from 0. */
  readonly right: number;
  /** The clauses that decide. */
  readonly clauses: readonly ClauseId[];
  /** The same for questions that ask the same of other servers, and have the same answer for the same reason. */
  readonly kind: string;
}

/** What has to be known of a step to ask about it. */
export type AskedStep = Pick<Observation, 'id' | 'event' | 'before' | 'after' | 'effects' | 'fired' | 'crashed'>;

/** A step is asked about twice at most. */
const QUESTIONS_MAX = 2;

/** What can be asked of a step, most telling first; none where there is nothing to choose from, or the server crashed. */
export const questionsOf = (step: AskedStep): readonly Question[] => {
  if (step.crashed || isIdle(step)) return [];
  return [...replyQuestions(step), ...stateQuestions(step)].slice(0, QUESTIONS_MAX);
};

/** Which of the questions of another step is the same; undefined: it can't be asked of that step. */
export const sameQuestion = ({ asked }: Question, questions: readonly Question[]): Question | undefined =>
  questions.find((question) => question.asked === asked);

/** A heartbeat that is accepted and changes nothing. */
const isIdle = ({ event, before, after }: AskedStep): boolean =>
  event.type === 'AppendEntries' &&
  event.entries.length === 0 &&
  event.term === before.currentTerm &&
  before.role === 'follower' &&
  after.commitIndex === before.commitIndex &&
  after.log === before.log &&
  event.leaderCommit <= before.commitIndex &&
  event.prevLogIndex <= before.log.lastIndex;

/** The fields of the reply that are true or false, and its term where there are two that it could be. */
const replyQuestions = ({ id, event, before, effects, fired }: AskedStep): readonly Question[] => {
  const reply = effects
    .flatMap((effect) => (effect.type === 'send' ? [effect.message] : []))
    .find((message) => messages[message.type].answers === event.type);
  if (!reply || !('term' in event)) return [];
  const of = (field: string): readonly [string, string] => [field, `in the reply of ${id}`];
  const flags = Object.entries(messages[reply.type].fields).filter(([, kind]) => kind === 'boolean');
  return [
    ...flags.flatMap(([field]) =>
      choose(of(field), [true, false], fieldOf(reply, field), deciding(fired, event, field)),
    ),
    ...choose(of('term'), inOrder([before.currentTerm, event.term]), reply.term, deciding(fired, event, 'term')),
  ];
};

const fieldOf = (message: Message, field: string): unknown =>
  Object.entries(message).find(([name]) => name === field)?.[1];

/** What of the server may have changed, with what somebody could take it for. */
const stateQuestions = ({ id, event, before, after, fired }: AskedStep): readonly Question[] => {
  const of = (field: string): readonly [string, string] => [field, `of ${id} afterwards`];
  const commit = [before.commitIndex, after.commitIndex, ...offeredCommits(event, after)];
  const ends = [after.log.lastIndex, ...offeredEnds(event, before)];
  const roles =
    event.type === 'RequestVoteReply' && before.role === 'candidate' ? ['follower', 'candidate', 'leader'] : [];
  const length = choose(of('last index'), inOrder(ends), after.log.lastIndex, deciding(fired, event, 'lastIndex'));
  const committed = choose(
    of('commitIndex'),
    inOrder(commit),
    after.commitIndex,
    deciding(fired, event, 'commitIndex'),
  );
  const mayConflict = event.type === 'AppendEntries' && event.prevLogIndex < before.log.lastIndex;
  return [
    ...choose(of('role'), roles, after.role, deciding(fired, event, 'role')),
    ...(mayConflict ? [...length, ...committed] : [...committed, ...length]),
  ];
};

const offeredCommits = (event: Event, { role, log }: Server): readonly number[] => {
  if (event.type === 'AppendEntries') return [event.leaderCommit, lastNew(event)];
  return event.type === 'AppendEntriesReply' && event.success && role === 'leader'
    ? [event.matchIndex, log.lastIndex]
    : [];
};

/** That a leader appends a command needs no question. */
const offeredEnds = (event: Event, { role, log }: Server): readonly number[] => {
  if (event.type === 'AppendEntries') return [log.lastIndex, lastNew(event)];
  if (event.type === 'InstallSnapshot') return [log.lastIndex];
  return event.type === 'clientCommand' && role !== 'leader' ? [log.lastIndex, log.lastIndex + 1] : [];
};

const lastNew = ({ prevLogIndex, entries }: Extract<Event, { type: 'AppendEntries' }>): number =>
  prevLogIndex + entries.length;

const inOrder = (values: readonly number[]): readonly number[] =>
  [...new Set(values)].sort((one, other) => one - other);

/** The question, if there is something to choose from, and a clause of the figure that decides. */
const choose = (
  [field, where]: readonly [string, string],
  values: readonly unknown[],
  right: unknown,
  by: readonly ClauseId[],
): readonly Question[] => {
  const place = values.indexOf(right);
  return values.length < 2 || place === -1 || by.length === 0
    ? []
    : [
        {
          asked: `${field} ${where}`,
          choices: values.map(String),
          right: place,
          clauses: by,
          kind: `${field} ${place} ${by.join(' ')}`,
        },
      ];
};

/** The clauses that speak of a field when a message arrives; the first decides also where it has nothing to do. */
const speakOf: Readonly<Record<string, readonly ClauseId[]>> = {
  'RequestVote voteGranted': ['RV-2', 'RV-1', 'RV-4'],
  'RequestVote term': ['RS-A-2', 'RV-1'],
  'AppendEntries success': ['AE-7', 'AE-1', 'AE-2'],
  'AppendEntries term': ['RS-A-2', 'AE-1'],
  'AppendEntries commitIndex': ['AE-5', 'AE-1', 'AE-2'],
  'AppendEntries lastIndex': ['AE-4', 'AE-3', 'D-2', 'AE-1', 'AE-2'],
  'AppendEntriesReply commitIndex': ['RS-L-4'],
  'RequestVoteReply role': ['RS-C-2', 'RS-A-2'],
  'InstallSnapshot done': ['IS-4', 'IS-1', 'IS-5', 'IS-12', 'D-7'],
  'InstallSnapshot term': ['RS-A-2', 'IS-1'],
  'InstallSnapshot commitIndex': ['IS-8', 'D-7'],
  'InstallSnapshot lastIndex': ['IS-7', 'IS-6', 'D-7'],
  'clientCommand lastIndex': ['CL-1'],
};

const deciding = (fired: readonly ClauseId[], event: Event, field: string): readonly ClauseId[] => {
  const speaking = speakOf[`${event.type} ${field}`] ?? [];
  const acting = speaking.filter((id) => fired.includes(id));
  return acting.length > 0 ? acting : speaking.slice(0, 1);
};

/** A clause with its sentence. */
export const clauseSentence = (id: ClauseId): string => `${id} ${clauses[id].title}`;
