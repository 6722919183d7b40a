/** A violation, or a lab that failed, as a finding of a report, whichever verb has come upon it. */

import { type ClauseId, clauses } from '../../core/clauses.ts';
import { commandLine } from '../../text/shell.ts';
import { pictureOf } from '../../trace/picture/picture.ts';
import { protocolFlags } from '../protocolName.ts';
import type { ReportedViolation } from '../savedTrace.ts';
import { mermaidOfPicture } from './diagram.ts';
import type { ReportedFinding, ReportStep } from './judgement.ts';
import type { Places } from './place.ts';
import { clauseRule, labRule } from './rules.ts';

/** What was checked, and where that is written. */
export interface CheckSubject {
  readonly protocolName: string | undefined;
  readonly places: Places;
}

/** The rule is the clause that was broken first: that is what has to be mended. */
export const findingOf = ({ explanation, file, replay }: ReportedViolation, places: Places): ReportedFinding => {
  const { violation, trace, cause } = explanation;
  const { property, clause, because } = violation;
  const lines = trace.map(({ line }) => line);
  const mermaid = mermaidOfPicture(pictureOf(explanation));
  const what = cause?.consequence ?? because;
  const consequence = property === clause ? '' : ` Violated: ${property} ${clauses[property].title}.`;
  return {
    kind: 'violation',
    level: clauseRule(property).level,
    rule: clauseRule(clause),
    message: `${what}${/[.!?]$/.test(what) ? '' : '.'}${consequence}`,
    story: cause
      ? [
          `Step ${cause.broken.step}: ${cause.broken.server} breaks ${cause.clause}`,
          cause.broken.line,
          `${cause.what} is ${cause.actual}, it should be ${cause.expected}`,
          '',
          ...lines,
        ]
      : lines,
    steps: lines.map((text) => stepOf(text, clause, places)),
    ...(mermaid !== undefined && { mermaid }),
    place: places.ofClause(clause),
    ...(file !== null && { trace: file }),
    replay,
  };
};

/** A step stands where the first clause stands that acted in it. */
const stepOf = (text: string, broken: ClauseId, places: Places): ReportStep => {
  const [, first = ''] = /\[([\w-]+)[^[\]]*\]$/.exec(text) ?? [];
  return { text, place: places.ofClause(first in clauses ? (first as ClauseId) : broken) };
};

export interface FailedLab extends CheckSubject {
  readonly name: string;
  readonly because?: string;
  readonly seed: number;
}

export const labFailure = ({
  name,
  because = 'it failed',
  seed,
  protocolName,
  places,
}: FailedLab): ReportedFinding => ({
  kind: 'failure',
  level: 'error',
  rule: labRule,
  about: name,
  message: `${name}, seed ${seed}: ${because}`,
  story: [],
  steps: [],
  place: places.ofName(name),
  replay: commandLine('lab', { '--only': name, '--seed': seed, ...protocolFlags(protocolName) }),
});
