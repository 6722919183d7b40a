/** What `figure2 explore` has found, as a judgement. */

import type { PropertyReport } from '../../check/explore/report.ts';
import type { HostReport } from '../../check/host/explore.ts';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { plural } from '../../text/numbers.ts';
import type { ReportedViolation } from '../savedTrace.ts';
import { outcomeWords, pathLines } from '../words/exploration.ts';
import { mermaidOfPath } from './diagram.ts';
import { findingOf } from './finding.ts';
import { type Case, type Judgement, judgementOf, type ReportedFinding, type ReportRule } from './judgement.ts';
import type { Places } from './place.ts';
import { clauseRule, worldRule } from './rules.ts';

/** What was explored. */
export interface Explored {
  readonly subject: string;
  readonly ok: boolean;
  readonly report: HostReport;
  /** The command that explores it again. */
  readonly command: string;
  readonly places: Places;
  /** Of a configuration of figure2: the counterexamples, by the names of what is broken. */
  readonly violations?: ReadonlyMap<string, ReportedViolation>;
  /** Why the whole is no success although everything holds. */
  readonly objection?: string | undefined;
}

export const judgementOfExplore = (explored: Explored): Judgement => {
  const { subject, ok, report } = explored;
  const { properties, distinct, depth, seconds } = report;
  const whole = wholeFinding(explored);
  const cases: readonly Case[] = [
    ...properties.map((property) => propertyCase(property, explored)),
    {
      suite: 'Exploration',
      name: 'every reachable state',
      seconds,
      measure: `${plural(distinct, 'state')}, ${plural(depth, 'level')}`,
      ...(whole && { finding: whole }),
    },
  ];
  return judgementOf({
    verb: 'explore',
    subject,
    ok,
    seconds,
    cases,
    rules: [...properties.map(ruleOf), worldRule],
  });
};

/** What is wrong with the exploration itself; one that has ended at a violation has done what it is for. */
const wholeFinding = ({ subject, report, objection, places, command }: Explored): ReportedFinding | undefined => {
  const { complete, stopped, vacuous, distinct, model } = report;
  const about = {
    rule: worldRule,
    about: subject,
    story: [],
    steps: [],
    place: places.ofName(model),
    replay: command,
  };
  if (objection !== undefined) return { ...about, kind: 'failure', level: 'error', message: objection };
  if (vacuous !== null) return { ...about, kind: 'undecided', level: 'warning', message: `No verdict: ${vacuous}.` };
  if (complete || stopped === 'violation') return undefined;
  const message = `Not every reachable state was seen: ${plural(distinct, 'state')}, then the search was ended.`;
  return { ...about, kind: 'undecided', level: 'warning', message };
};

const isClause = (name: string): name is ClauseId => name in clauses;

const ruleOf = ({ name, kind }: PropertyReport): ReportRule =>
  isClause(name) ? clauseRule(name) : { id: name, title: name, level: kind === 'eventually' ? 'warning' : 'error' };

const propertyCase = (property: PropertyReport, explored: Explored): Case => {
  const { name, kind, ok } = property;
  const violation = ok === false ? explored.violations?.get(name) : undefined;
  const broken = violation && findingOf(violation, explored.places);
  const about = { suite: 'Properties', name: isClause(name) ? `${name} ${clauses[name].title}` : name };
  // What is open only because the search has ended at another property is no finding of its own.
  if (ok === null && explored.report.stopped === 'violation') {
    return { ...about, skipped: 'not decided: the search has ended at another property; --keep-going decides it' };
  }
  const finding = ok === true ? undefined : (broken ?? propertyFinding(property, explored));
  return { ...about, measure: `${kind}: ${outcomeWords(property)}`, ...(finding && { finding }) };
};

const propertyFinding = (property: PropertyReport, { places, command }: Explored): ReportedFinding => {
  const { name, kind, ok, because = 'not every reachable state was seen', path = [] } = property;
  const rule = ruleOf(property);
  const place = isClause(name) ? places.ofClause(name) : places.ofName(name);
  const mermaid = ok === null ? undefined : mermaidOfPath(property);
  return {
    ...gravityOf(property, rule),
    rule,
    message: `${name}: ${because}`,
    story: ok === null ? [] : pathLines(property),
    steps:
      kind === 'sometimes' || ok === null
        ? []
        : path.map(({ action, state }) => ({ text: `${action ?? 'at first'}: ${JSON.stringify(state)}`, place })),
    ...(mermaid !== undefined && { mermaid }),
    place,
    replay: command,
  };
};

const gravityOf = ({ kind, ok }: PropertyReport, { level }: ReportRule): Pick<ReportedFinding, 'kind' | 'level'> => {
  if (ok === null) return { kind: 'undecided', level: 'warning' };
  return kind === 'sometimes' ? { kind: 'unexercised', level: 'note' } : { kind: 'violation', level };
};
