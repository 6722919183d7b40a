/** What `figure2 check` has found, as a judgement. */

import { boxOf } from '../../core/boxes.ts';
import { type ClauseId, clauses } from '../../core/clauses.ts';
import { count, duration, plural } from '../../text/numbers.ts';
import { commandLine } from '../../text/shell.ts';
import { type CheckReport, vacuousOf } from '../checkReport.ts';
import { protocolFlags, subjectWords } from '../protocolName.ts';
import type { ReportedViolation } from '../savedTrace.ts';
import { type CheckSubject, findingOf, labFailure } from './finding.ts';
import { type Case, type Judgement, judgementOf, type ReportedFinding } from './judgement.ts';
import { clauseRule, labRule, worldRule } from './rules.ts';

export const judgementOfCheck = (report: CheckReport, subject: CheckSubject): Judgement => {
  const { ok, seed, seconds, violations } = report;
  const broken = violations.map((violation) => ({ ...violation, finding: findingOf(violation, subject.places) }));
  const never = new Map(vacuousOf(report).map((id) => [id, neverExercised(id, report, subject)]));
  const cases = [
    ...ruleCases(report, broken, never),
    ...labCases(report, broken, subject),
    ...worldCases(report, broken, subject),
    ...runCases(report, broken),
  ];
  const rules = [...ruleIds(report).map(clauseRule), labRule, worldRule];
  return judgementOf({
    verb: 'check',
    subject: subjectWords(subject.protocolName),
    ok,
    seed,
    seconds,
    cases,
    rules,
  });
};

/** A violation and what is made of it. */
interface BrokenRule extends ReportedViolation {
  readonly finding: ReportedFinding;
}

const ruleIds = ({ properties, clauses: fired, violations }: CheckReport): readonly ClauseId[] => [
  ...new Set([
    ...properties.map(({ id }) => id),
    ...(Object.keys(fired) as ClauseId[]),
    ...violations.flatMap(({ explanation: { violation } }) => [violation.property, violation.clause]),
  ]),
];

const neverExercised = (
  id: ClauseId,
  { seed }: CheckReport,
  { protocolName, places }: CheckSubject,
): ReportedFinding => ({
  kind: 'unexercised',
  level: 'note',
  rule: clauseRule(id),
  message: `${id} (${clauses[id].title}) was never exercised: the check says nothing of it.`,
  story: [],
  steps: [],
  place: places.ofClause(id),
  replay: commandLine('check', { '--seed': seed, ...protocolFlags(protocolName) }),
});

/** A case for each clause and property that counts; those that are broken have the violation. */
const ruleCases = (
  { properties, clauses: fired, violations }: CheckReport,
  broken: readonly BrokenRule[],
  never: ReadonlyMap<ClauseId, ReportedFinding>,
): readonly Case[] => {
  const counts = new Map<ClauseId, number>(properties.map(({ id, checked }) => [id, checked]));
  for (const [id, times] of Object.entries(fired)) counts.set(id as ClauseId, times);
  for (const { explanation } of violations) {
    const { property, clause } = explanation.violation;
    for (const id of [property, clause]) counts.set(id, counts.get(id) ?? 1);
  }
  return [...counts].map(([id, times]) => {
    const isProperty = ['property', 'goal'].includes(clauses[id].kind);
    const violated = broken.find(({ explanation: { violation } }) =>
      [violation.property, violation.clause].includes(id),
    );
    const finding = violated?.finding ?? never.get(id);
    return {
      suite: boxOf(id).title,
      name: `${id} ${clauses[id].title}`,
      measure: `${isProperty ? 'checked' : 'fired'} ${count(times)} times`,
      ...(finding && { finding }),
    };
  });
};

const labCases = (
  { labs, seed }: CheckReport,
  broken: readonly BrokenRule[],
  { protocolName, places }: CheckSubject,
): readonly Case[] =>
  labs.map((lab) => {
    const violated = broken.find(
      ({ explanation: { foundBy } }) => foundBy.engine === 'lab' && foundBy.name === lab.name,
    );
    const finding = violated?.finding ?? (lab.ok ? undefined : labFailure({ ...lab, seed, protocolName, places }));
    return {
      suite: 'Labs',
      name: lab.name,
      measure: `${count(lab.events)} steps, ${duration(lab.virtualSeconds)} of virtual time`,
      ...(finding && { finding }),
    };
  });

const worldCases = (
  { exhaustive, violations }: CheckReport,
  broken: readonly BrokenRule[],
  { protocolName, places }: CheckSubject,
): readonly Case[] =>
  exhaustive.map((world) => {
    const { name, title, distinct, depth, complete, stopped, isChanged, expected, seconds } = world;
    const own = broken.find(({ explanation: { foundBy } }) => foundBy.engine === 'exhaustive' && foundBy.name === name);
    // What several have broken is told once.
    const violated = stopped === 'violation' ? (own ?? broken[0]) : undefined;
    const message = isChanged
      ? `${name} has ${count(distinct)} worlds in ${depth} levels, known are ${count(expected.distinct)} in ${expected.depth}`
      : `${name}: the memory was used up after ${count(distinct)} worlds`;
    const isWrong = isChanged || (!complete && violations.length === 0);
    const failure: ReportedFinding = {
      ...(isChanged
        ? ({ kind: 'failure', level: 'error' } as const)
        : ({ kind: 'undecided', level: 'warning' } as const)),
      rule: worldRule,
      about: name,
      message,
      story: [],
      steps: [],
      place: places.ofName(name),
      replay: commandLine(`explore ${name}`, { ...protocolFlags(protocolName) }),
    };
    const finding = violated?.finding ?? (isWrong ? failure : undefined);
    return {
      suite: 'Bounded worlds',
      name: `${name}: ${title}`,
      seconds,
      measure: `${plural(distinct, 'world')}, ${plural(depth, 'level')}`,
      ...(finding && { finding }),
    };
  });

/** Seeds of which some broke something, or none did. */
const runCases = ({ torture, random }: CheckReport, broken: readonly BrokenRule[]): readonly Case[] =>
  (
    [
      ['torture', torture],
      ['random', random],
    ] as const
  )
    .filter(([engine, { runs }]) => runs > 0 || broken.some(({ explanation }) => explanation.foundBy.engine === engine))
    .map(([engine, { runs, firstSeed, steps }]) => {
      const finding = broken.find(({ explanation }) => explanation.foundBy.engine === engine)?.finding;
      return {
        suite: 'Runs',
        name: engine === 'torture' ? 'Torture' : 'Random runs against the reference model',
        measure: `${plural(runs, 'run')} from seed ${firstSeed} on, ${count(steps)} steps`,
        ...(finding && { finding }),
      };
    });
