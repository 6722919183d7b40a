/** A trace as a picture, before it is drawn: a line for each server, time downwards, messages between the lines. */
import { clauses } from '../../core/clauses.ts';
import type { ServerId } from '../../core/types.ts';
import { printable } from '../../text/printable.ts';
import type { Cause, ExplainedRun, ExplainedStep } from '../explanation.ts';
import type { ServerSummary } from '../recording.ts';
import { actionWords } from '../words.ts';

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
  /** Role and term, when the step has changed them. */
  readonly state?: string;
  /** What each server is after the step. */
  readonly roles: readonly ServerSummary['role'][];
  readonly notes: readonly Note[];
}

/** A run, ready to be drawn. Steps are counted from 1, and each is its place among the rows. */
export interface Picture {
  readonly title: string;
  readonly servers: readonly ServerId[];
  readonly rows: readonly Row[];
}

/** What happened in a step, and when, where there is a clock; with what its server became. */
export const rowWords = ({ time, label, state }: Row): string =>
  `${time === undefined ? '' : `${time} `}${label}${state === undefined ? '' : ` → ${state}`}`;

export const pictureOf = ({ setting: { servers }, steps, cause }: ExplainedRun): Picture => ({
  title: cause ? `${cause.property} ${clauses[cause.property].title}` : 'A trace',
  servers,
  rows: steps.map((step, place) => rowOf(step, steps[place - 1], servers, cause)),
});

const rowOf = (
  explained: ExplainedStep,
  before: ExplainedStep | undefined,
  servers: readonly ServerId[],
  cause: Cause | null,
): Row => {
  const { action, server, step, sentAt } = explained;
  const sender = action.type === 'deliver' ? servers.indexOf(action.message.from) : -1;
  const [now, then] = [explained.servers[server], before?.servers[server]];
  const hasChanged = now && now.role !== 'down' && (now.role !== then?.role || now.currentTerm !== then.currentTerm);
  return {
    step,
    at: servers.indexOf(server),
    kind: kindOf(explained),
    label: printable(actionWords(action)),
    ...(sentAt !== undefined && sender >= 0 && { from: { at: sender, step: sentAt } }),
    ...(hasChanged && { state: `${now.role}, term ${now.currentTerm}` }),
    roles: servers.map((id) => explained.servers[id]?.role ?? 'down'),
    notes: cause ? notesOf(step, cause) : [],
  };
};

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
    notes.push({ tone: 'broken', text: `${property} falls: ${values.consequence}` });
  }
  if (step === noReturn?.step && (step !== broken.step || step !== fell.step)) {
    notes.push({ tone: 'turn', text: 'no way back after this step' });
  }
  return notes.map(({ tone, text }) => ({ tone, text: printable(text) }));
};
