/** D-23, D-24: what no server of the cluster can have sent changes nothing, and gets no answer. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import type { Event, Message, Server } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isSame } from '../same.ts';
import { type Comparison, isMessage } from './expected.ts';

/** The clause by which a message is ignored; undefined: it has to be listened to. */
export const clauseIgnoring = (server: Server, message: Message): ClauseId | undefined => {
  const { from, to } = message;
  const isOurs = to === server.id && from !== server.id && server.peers.includes(from);
  if (!isOurs) return 'D-23';
  for (const value of Object.values(message) as readonly unknown[]) {
    if (typeof value === 'number' && !isCounted(value)) return 'D-24';
    if (Array.isArray(value) && !value.every((entry) => holdsSomething(entry))) return 'D-24';
  }
  return undefined;
};

/** A whole number from 0 to 2^48. */
const isCounted = (value: number): boolean => value >= 0 && value <= 281_474_976_710_656 && value % 1 === 0;

/** Has an entry a term, and something for it to be the term of? */
const holdsSomething = (entry: unknown): boolean => {
  if (typeof entry !== 'object' || entry === null) return false;
  const fields = new Map<string, unknown>(Object.entries(entry));
  const [term, command] = [fields.get('term'), fields.get('command')];
  const isTold = fields.has('command') ? typeof command === 'string' : fields.size > 1;
  return typeof term === 'number' && isCounted(term) && isTold;
};

/** An optional page, by whose clauses events may have to be ignored. */
interface Ignoring {
  readonly ignores?: (before: Server, event: Event) => ClauseId | undefined;
}

/** Is this a step of a message that has to be ignored? Then that is all there is to ask of it, but for what it claims. */
export const compareIgnored = (
  comparison: Comparison,
  { id, before, event, after, effects }: Observation,
  pages: readonly Ignoring[],
): boolean => {
  const byFigure = isMessage(event) ? clauseIgnoring(before, event) : undefined;
  const clause = byFigure ?? pages.map((page) => page.ignores?.(before, event)).find((found) => found !== undefined);
  if (clause === undefined) return false;
  comparison.demand(isSame(after, before), clause, () => `${id} changes by what it has to ignore`);
  comparison.demand(
    effects.length === 0,
    clause,
    () => `${id} asks for ${effects[0]?.type} because of what it has to ignore`,
  );
  return true;
};
