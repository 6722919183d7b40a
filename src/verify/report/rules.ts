/** Clauses of the spec, and what else a verb can find broken, as rules. */
import { type ClauseId, clauses } from '../../core/clauses.ts';
import type { Level, ReportRule } from './judgement.ts';
import { clauseText } from './place.ts';

/** Goals are about liveness, everything else is about safety. */
const levelOf = (id: ClauseId): Level => (clauses[id].kind === 'goal' ? 'warning' : 'error');

export const clauseRule = (id: ClauseId): ReportRule => ({
  id,
  title: clauses[id].title,
  level: levelOf(id),
  text: clauseText(id),
});

export const labRule: ReportRule = { id: 'lab', title: 'Every lab scenario is passed', level: 'error' };

export const worldRule: ReportRule = {
  id: 'bounded-world',
  title: 'Every bounded world is explored to its end and is of the size that it is known to have',
  level: 'error',
};
