/** What a line says came of a step, held against what comes of it: which of the two values differ first, and whose clause that is. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import { append, type Log, truncateFrom } from '../../../src/core/log.ts';
import type { Role, Server } from '../../../src/core/types.ts';
import { formatServer } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { brokenClause } from '../../oracle/contracts/index.ts';

/** Two values that should be one, and the clause that says which. */
export interface Disagreement {
  readonly clause: ClauseId;
  readonly what: string;
  /** As it was recorded. */
  readonly actual: string;
  /** As Figure 2 has it. */
  readonly expected: string;
}

/** What came of a step, in the words of the grammar. */
const outcomeOf = ({ after, fired }: Pick<Observation, 'after' | 'fired'>): string =>
  fired.length === 0 ? formatServer(after) : `${formatServer(after)} [${fired.join(' ')}]`;

const OUTCOME =
  /^(\w{1,40})@(\d{1,15})(?: votedFor=(\w{1,31}))? log=(\d{1,15})@(\d{1,15}) commit=(\d{1,15})(?: \[([^\]]{0,2000})\])?$/;

/** What a line says of a server. */
interface Told {
  readonly role: string;
  readonly currentTerm: number;
  readonly votedFor: string | null;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly commitIndex: number;
  readonly fired: readonly string[];
}

const toldIn = (outcome: string): Told | undefined => {
  const [, role, term, votedFor, lastIndex, lastTerm, commit, fired] = OUTCOME.exec(outcome) ?? [];
  if (role === undefined) return undefined;
  return {
    role,
    currentTerm: Number(term),
    votedFor: votedFor ?? null,
    lastIndex: Number(lastIndex),
    lastTerm: Number(lastTerm),
    commitIndex: Number(commit),
    fired: fired === undefined || fired === '' ? [] : fired.split(' '),
  };
};

/** Each thing that a line tells, in the order of cause, with the clause to blame where no contract says more. */
const things = [
  ['currentTerm', 'ST-1'],
  ['role', 'RS-A-2'],
  ['lastIndex', 'ST-3'],
  ['lastTerm', 'ST-3'],
  ['votedFor', 'ST-2'],
  ['commitIndex', 'ST-4'],
] as const satisfies readonly (readonly [keyof Told, ClauseId])[];

/** Where a line is at odds with the step; undefined: nowhere. */
export const outcomeDisagreement = (outcome: string, observation: Observation): Disagreement | undefined => {
  if (outcome === outcomeOf(observation)) return undefined;
  const told = toldIn(outcome);
  const expected = toldIn(outcomeOf(observation));
  if (!told || !expected)
    return { clause: 'SP-18', what: 'the outcome', actual: outcome, expected: outcomeOf(observation) };
  const [what, otherwise] = things.find(([name]) => told[name] !== expected[name]) ?? [undefined, 'SP-18'];
  const clause = brokenClause(observationAs(told, expected, observation))?.clause;
  if (what !== undefined)
    return {
      clause: clause ?? otherwise,
      what,
      actual: JSON.stringify(told[what]),
      expected: JSON.stringify(expected[what]),
    };
  return {
    clause: clause ?? 'SP-18',
    what: 'the clauses that acted',
    actual: told.fired.join(' ') || 'none',
    expected: expected.fired.join(' ') || 'none',
  };
};

/** The step as if the server had become what the line tells: the contracts say which clause that breaks. */
const observationAs = (told: Told, expected: Told, observation: Observation): Observation => {
  const { after } = observation;
  const { currentTerm, votedFor, commitIndex } = told;
  const log = logAs(after.log, told, expected);
  const server: Server = { ...after, role: told.role as Role, currentTerm, votedFor, commitIndex, log };
  return { ...observation, after: server, fired: told.fired as readonly ClauseId[] };
};

/** A longer log is not made longer than by this. */
const MAX_MORE = 1000;

const logAs = (log: Log, { lastIndex, lastTerm }: Told, expected: Told): Log => {
  if (lastIndex === expected.lastIndex && lastTerm === expected.lastTerm) return log;
  const isSameLength = lastIndex === expected.lastIndex;
  const kept = truncateFrom(log, isSameLength ? lastIndex : lastIndex + 1);
  const more = Math.min(MAX_MORE, Math.max(0, lastIndex - kept.lastIndex));
  return append(
    kept,
    Array.from({ length: more }, () => ({ term: lastTerm, command: '' })),
  );
};
