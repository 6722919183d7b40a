/** A derived script in plain words. */
import { nameOf } from '../../../../model/runs/labs/index.ts';
import type { DerivedDeed, DerivedMessage, DerivedScript, DerivedStep } from './script.ts';

type Messages = Pick<DerivedScript, 'messages'>;

const commandName = (command: number | null): string =>
  command === null ? 'an entry' : String.fromCharCode('a'.charCodeAt(0) + (command % 26));

const requestWords = ({ kind, entries = [], upTo, term = 0 }: DerivedMessage): string => {
  if (kind === 'vote') return `request for a vote in term ${term}`;
  if (kind === 'snapshot') return `snapshot up to ${commandName(upTo ?? null)}`;
  return entries.length === 0
    ? `heartbeat of term ${term}`
    : `append of ${entries.map(commandName).join(' ')} in term ${term}`;
};

/** A message, as in `S1's request for a vote in term 2 to S3`. */
export const messageWords = (place: number, { messages }: Messages): string => {
  const message = messages[place];
  if (!message) return 'a message';
  const { from, to, answers } = message;
  const asked = answers === undefined ? undefined : messages[answers];
  const what = asked ? `answer to the ${requestWords(asked)}` : requestWords(message);
  return `${nameOf(from)}'s ${what} to ${nameOf(to)}`;
};

/** A deed, as in `S1 becomes a candidate in term 2`. */
export const deedWords = (deed: DerivedDeed, script: Messages): string => {
  switch (deed.do) {
    case 'stand':
      return `${nameOf(deed.server)} becomes a candidate in term ${deed.term}`;
    case 'deliver':
      return `${messageWords(deed.message, script)} comes${deed.isAgain ? ' again' : ''}`;
    case 'send':
      return `${nameOf(deed.server)} sends what it has to send`;
    case 'command':
      return `${nameOf(deed.server)} gets command ${commandName(deed.command)}`;
    case 'compact':
      return `${nameOf(deed.server)} compacts its log up to ${commandName(deed.command)}`;
    case 'crash':
      return `${nameOf(deed.server)} crashes`;
    case 'restart':
      return `${nameOf(deed.server)} comes back`;
  }
};

/** What a schedule does, in one sentence: elections and what is taken of a leader are told as such. */
export const titleOf = ({ messages, steps }: Pick<DerivedScript, 'messages' | 'steps'>): string => {
  const told: string[] = [];
  for (let place = 0; place < steps.length; place++) {
    const shorter =
      commandsAt(steps, place) ?? electionAt(steps, messages, place) ?? acknowledgementAt(steps, messages, place);
    const step = steps[place];
    if (shorter) {
      told.push(shorter.words);
      place += shorter.steps - 1;
    } else if (step && step.do !== 'send') told.push(`${deedWords(step, { messages })}${crashWords(step)}`);
  }
  return `${told.join('; ')}.`;
};

/** More commands than these are counted. */
const NAMED_MAX = 4;

/** Some steps in fewer words. */
interface Shorter {
  readonly words: string;
  readonly steps: number;
}

type Steps = DerivedScript['steps'];

const isPlain = (step: DerivedStep | undefined): boolean => step !== undefined && !step.crash && !('isAgain' in step);

/** A leader gets several commands. */
const commandsAt = (steps: Steps, place: number): Shorter | undefined => {
  const first = steps[place];
  if (first?.do !== 'command') return undefined;
  const names: string[] = [];
  for (const step of steps.slice(place)) {
    if (step.do !== 'command' || step.server !== first.server || !isPlain(step)) break;
    names.push(commandName(step.command));
  }
  if (names.length < 2) return undefined;
  const what = names.length > NAMED_MAX ? `${names.length} commands` : `commands ${names.join(' ')}`;
  return { words: `${nameOf(first.server)} gets ${what}`, steps: names.length };
};

/** A server stands, asks and is answered until it leads. */
const electionAt = (steps: Steps, messages: DerivedScript['messages'], place: number): Shorter | undefined => {
  const first = steps[place];
  if (first?.do !== 'stand' || !isPlain(first)) return undefined;
  const voters: string[] = [];
  for (let at = place + 1; at + 1 < steps.length; at += 2) {
    const [asked, answered] = [steps[at], steps[at + 1]];
    if (asked?.do !== 'deliver' || answered?.do !== 'deliver' || !isPlain(asked) || !isPlain(answered))
      return undefined;
    const [request, reply] = [messages[asked.message], messages[answered.message]];
    if (request?.kind !== 'vote' || request.from !== first.server || reply?.answers !== asked.message) return undefined;
    voters.push(nameOf(request.to));
    if (answered.leads === first.term && answered.premise?.leads === true)
      return {
        words: `${nameOf(first.server)} is elected by ${voters.join(' and ')} in term ${first.term}`,
        steps: at + 2 - place,
      };
  }
  return undefined;
};

/** A follower takes what a leader sends, and the leader is told so. */
const acknowledgementAt = (steps: Steps, messages: DerivedScript['messages'], place: number): Shorter | undefined => {
  const [sent, answered] = [steps[place], steps[place + 1]];
  if (sent?.do !== 'deliver' || answered?.do !== 'deliver' || !isPlain(sent) || !isPlain(answered)) return undefined;
  const [request, reply] = [messages[sent.message], messages[answered.message]];
  if (request?.kind !== 'append' || reply?.answers !== sent.message || sent.premise?.isGranted !== true)
    return undefined;
  const { from, to, entries = [] } = request;
  const what = entries.length === 0 ? 'a heartbeat' : entries.map(commandName).join(' ');
  const applied =
    answered.premise?.applies === true ? `, which applies ${(answered.applies ?? []).map(commandName).join(' ')}` : '';
  return { words: `${nameOf(to)} acknowledges ${what} to ${nameOf(from)}${applied}`, steps: 2 };
};

const crashWords = ({ crash }: DerivedStep): string => {
  if (!crash) return '';
  if (crash.at === 'save') return ', and it crashes as it has saved';
  if (crash.at === 'apply') return `, and it crashes as it applies ${commandName(crash.command)}`;
  return `, and it crashes as its ${crash.type === 'reply' ? 'answer' : 'message'} to ${nameOf(crash.to)} leaves`;
};
