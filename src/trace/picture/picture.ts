/** A trace as a picture, before it is drawn: a line for each server, time downwards, messages between the lines. */
import { clauses } from '../../core/clauses.ts';
import type { Message, ServerId, Term } from '../../core/types.ts';
import { printable } from '../../text/printable.ts';
import type { Cause, ExplainedRun, ExplainedStep } from '../explanation.ts';
import type { ServerSummary } from '../recording.ts';
import { actionWords, messageWords } from '../words.ts';
import { type LogPanel, logPanels } from './logs.ts';

/** Something to be noticed. */
export interface Note {
  /** `broken`: here it goes wrong; `turn`: it matters for what goes wrong later; `gap`: what is left out after this step. */
  readonly tone: 'broken' | 'turn' | 'gap';
  readonly text: string;
}

/** One step. Servers are places in the list of servers, from 0. */
export interface Row {
  readonly step: number;
  readonly at: number;
  readonly kind: 'event' | 'arrival' | 'crash' | 'restart';
  readonly label: string;
  /** When it happened, in words, where there is a clock. */
  readonly time?: string;
  /** Where and at which step what arrives was sent. */
  readonly from?: { readonly at: number; readonly step: number };
  /** From which server to which, such as `S1→S2`, of a message that arrives. */
  readonly link?: string;
  /** What was sent in this step and is lost. */
  readonly lost?: readonly LostMessage[];
  /** Role and term, when the step has changed them. */
  readonly state?: string;
  /** What each server is after the step. */
  readonly roles: readonly ServerSummary['role'][];
  /** The term of each server after the step, where it is known; null: the server is down. */
  readonly terms?: readonly (Term | null)[];
  readonly notes: readonly Note[];
}

/** A message that does not arrive. */
export interface LostMessage {
  /** To which of the servers it was sent. */
  readonly to: number;
  /** From which server to which, such as `S1→S2`. */
  readonly link: string;
  readonly label: string;
}

/** A run, ready to be drawn. Steps are counted from 1, and each is its place among the rows. */
export interface Picture {
  readonly title: string;
  readonly servers: readonly ServerId[];
  readonly rows: readonly Row[];
  /** The logs of all servers, at some moments. */
  readonly panels?: readonly LogPanel[];
}

/** What happened in a step, and when, where there is a clock; with what its server became. */
export const rowWords = ({ time, label, state }: Row): string =>
  `${time === undefined ? '' : `${time} `}${label}${state === undefined ? '' : ` → ${state}`}`;

/** A run as a picture. What is on the disks at the beginning is shown below the first starts. */
export const pictureOf = ({ setting: { servers, disks = [] }, steps, cause }: ExplainedRun): Picture => ({
  title: cause ? `${cause.property} ${clauses[cause.property].title}` : 'A trace',
  servers,
  rows: withFirstStarts(steps.map((step, place) => rowOf(step, steps[place - 1], servers, cause))),
  ...(disks.length > 0 && { panels: logPanels(servers, steps, [firstStarts(steps)]) }),
});

/** With so many starts does the run begin. */
const firstStarts = (steps: readonly ExplainedStep[]): number => {
  const place = steps.findIndex(({ action }) => action.type !== 'restart');
  return place < 0 ? steps.length : place;
};

/** The first start of a server is no restart. */
const withFirstStarts = (rows: readonly Row[]): readonly Row[] => {
  const started = new Set<number>();
  return rows.map((row) => {
    if (row.kind !== 'restart' || started.has(row.at)) return row;
    started.add(row.at);
    return { ...row, label: 'start' };
  });
};

const rowOf = (
  explained: ExplainedStep,
  before: ExplainedStep | undefined,
  servers: readonly ServerId[],
  cause: Cause | null,
): Row => {
  const { action, server, step, sentAt, lost } = explained;
  const sender = action.type === 'deliver' ? servers.indexOf(action.message.from) : -1;
  const [now, then] = [explained.servers[server], before?.servers[server]];
  const link = sender >= 0 && action.type === 'deliver' ? `${action.message.from}→${action.message.to}` : undefined;
  const hasChanged = now && now.role !== 'down' && (now.role !== then?.role || now.currentTerm !== then.currentTerm);
  return {
    step,
    at: servers.indexOf(server),
    kind: kindOf(explained),
    label: printable(actionWords(action)),
    ...(sentAt !== undefined && sender >= 0 && { from: { at: sender, step: sentAt } }),
    ...(link !== undefined && { link }),
    ...(lost && { lost: lost.map((message) => lostOf(message, servers)) }),
    ...(hasChanged && { state: stateWords(now, action.type === 'restart') }),
    roles: servers.map((id) => explained.servers[id]?.role ?? 'down'),
    terms: servers.map((id) => termOf(explained.servers[id])),
    notes: cause ? notesOf(step, cause) : [],
  };
};

/** What a server has become; of one that starts, also for whom it has voted in its term. */
const stateWords = ({ role, currentTerm, votedFor }: ServerSummary, isStart: boolean): string =>
  `${role}, term ${currentTerm}${isStart && votedFor !== null ? `, vote for ${votedFor}` : ''}`;

const termOf = (server: ServerSummary | undefined): Term | null =>
  server === undefined || server.role === 'down' ? null : server.currentTerm;

const lostOf = (message: Message, servers: readonly ServerId[]): LostMessage => ({
  to: servers.indexOf(message.to),
  link: `${message.from}→${message.to}`,
  label: printable(messageWords(message)),
});

const kindOf = ({ action, after }: ExplainedStep): Row['kind'] => {
  if (action.type === 'restart') return 'restart';
  if (after === null) return 'crash';
  return 'message' in action ? 'arrival' : 'event';
};

const notesOf = (step: number, { clause, broken, fell, property, noReturn, ...values }: Cause): readonly Note[] => {
  const { what, actual, expected } = values;
  const notes: Note[] = [];
  if (step === broken.step) {
    notes.push({ tone: 'broken', text: `${clause} broken: ${what} is ${actual}, not ${expected}` });
  }
  if (step === fell.step && property !== 'SP-18') {
    notes.push({ tone: 'broken', text: `${property} violated: ${values.consequence}` });
  }
  if (step === noReturn?.step && (step !== broken.step || step !== fell.step)) {
    notes.push({ tone: 'turn', text: 'no way back after this step' });
  }
  return notes.map(({ tone, text }) => ({ tone, text: printable(text) }));
};
