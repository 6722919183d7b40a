/** The exploration of a configuration of figure2, ready to be run and told of. */

import type { Config } from '../../../model/worlds/configs/config.ts';
import type { HostReport } from '../../check/host/explore.ts';
import { type ClauseId, clauses, clausesNotCounted, clausesWithoutCode } from '../../core/clauses.ts';
import { protocolWith } from '../../core/extensions/index.ts';
import type { ExtensionId } from '../../core/types.ts';
import { UsageError } from '../../host/errors.ts';
import { colors } from '../../host/output.ts';
import { pairTable } from '../../host/table.ts';
import { count, plural } from '../../text/numbers.ts';
import { commandLine } from '../../text/shell.ts';
import {
  extensionsIn,
  loadProtocol,
  pathIn,
  protocolFlags,
  protocolNameOf,
  subjectWords,
  withDecisions,
  wovenName,
} from '../../verify/protocolName.ts';
import { judgementOfExplore } from '../../verify/report/ofExplore.ts';
import { placesIn } from '../../verify/report/place.ts';
import type { ReportedViolation } from '../../verify/savedTrace.ts';
import { violationDocument, violationText } from '../../verify/words/violation.ts';
import { findConfig } from './configs.ts';
import type { ExploreFlags } from './flags.ts';
import { type Conclusion, measuresOf, noVerdictOn, type Study } from './study.ts';
import { sourceIn } from './subject.ts';
import { summary } from './text.ts';

/**
 * A configuration of figure2.
 *
 * @throws UsageError when there is none of this name, or no protocol in the file.
 */
export const configStudy = async (name: string, flags: ExploreFlags): Promise<Study> => {
  const { symmetry } = flags;
  const config = findConfig(name);
  const protocolName = protocolNameIn(config, flags);
  await loadProtocol(protocolName);
  return {
    title: `${name} (${config.title})${protocolName === undefined ? '' : `, ${subjectWords(protocolName)}`}`,
    subject: {
      config,
      ...(protocolName !== undefined && { protocol: sourceIn(protocolName) }),
      ...(symmetry !== undefined && { symmetry }),
    },
    conclude: (report, resume) => conclude(config, report, { ...flags, protocolName }, resume),
  };
};

/** The flags, with the name of the protocol that they mean. */
type Named = ExploreFlags & { readonly protocolName: string | undefined };

/** A configuration of optional pages has them woven in, whether that is asked for or not. */
const protocolNameIn = (config: Config, { decisions, ...flags }: ExploreFlags): string | undefined => {
  const name = protocolNameOf(flags);
  const pages = config.extensions ?? [];
  const lacking = pages.find((page) => !extensionsIn(name).includes(page));
  if (name === undefined || lacking === undefined) return withDecisions(name ?? wovenName(pages), decisions);
  throw new UsageError(`${config.name} is a world with ${lacking}; leave --with and --protocol away, or weave it in`);
};

const conclude = async (
  config: Config,
  report: HostReport,
  flags: Named,
  resume: string | undefined,
): Promise<Conclusion> => {
  const violations = await violationsIn(config, report, flags);
  const [violation] = violations.values();
  const isPinned =
    flags.protocolName === wovenName(config.extensions) && report.symmetry > 1 === (config.symmetry ?? false);
  const isOff = report.complete && isPinned && !isExpected(config, report);
  const ok = report.ok && !isOff;
  const fired = firedIn(report, extensionsIn(flags.protocolName));
  const objection = isOff ? objectionTo(config) : undefined;
  return {
    ok,
    noVerdict: noVerdictOn(report),
    document: {
      ok,
      config: config.name,
      ...measuresOf(report),
      clauses: fired,
      ...(isOff && { expected: config.expected }),
      ...(violation && { violation: violationDocument(violation) }),
    },
    text: summary(report, {
      checked: config.proves,
      notChecked: config.doesNot,
      resume,
      titleOf,
      sections: clauseLines(fired, flags.resume),
      objection,
      ...(violation && { stories: different([...violations.values()]).map(violationText), replay: violation.replay }),
    }),
    judge: () => {
      const command = commandLine(`explore ${config.name}`, protocolFlags(flags.protocolName));
      const places = placesIn(pathIn(flags.protocolName));
      return judgementOfExplore({ subject: config.name, ok, report, command, places, violations, objection });
    },
  };
};

/** What is broken, by its name, explained and kept. */
const violationsIn = async (
  config: Config,
  report: HostReport,
  { protocolName, traces }: Named,
): Promise<ReadonlyMap<string, ReportedViolation>> => {
  const violations = new Map<string, ReportedViolation>();
  const broken = report.properties.filter(({ ok }) => ok === false);
  if (broken.length === 0) return violations;
  const { explain } = await import('../../../model/counterexample/explanation.ts');
  const { saveTrace } = await import('../../verify/savedTrace.ts');
  const protocol = await loadProtocol(protocolName);
  for (const property of broken) {
    const explanation = explain({ engine: 'exhaustive', config, properties: [property] }, protocol);
    if (explanation) violations.set(property.name, saveTrace(explanation, { traces, protocolName }));
  }
  return violations;
};

/** Two properties may fall by one and the same step: then it is told once. */
const different = (violations: readonly ReportedViolation[]): readonly ReportedViolation[] => [
  ...new Map(violations.map((violation) => [violation.replay, violation])).values(),
];

const isExpected = ({ expected }: Config, { distinct, depth }: HostReport): boolean =>
  distinct === expected.distinct && depth === expected.depth;

const objectionTo = ({ name, expected: { distinct, depth } }: Config): string =>
  `For the shipped protocol ${name} is known to have ${count(distinct)} and ${plural(depth, 'level')}: the protocol or the world has changed.`;

const titleOf = (name: string): string =>
  name in clauses ? `${name} ${clauses[name as ClauseId].title}` : 'Each step is that of the reference model';

/** How often each clause fired that says what a step does; what servers keep, and what always holds, does not fire. */
const firedIn = (
  { counts }: HostReport,
  extensions: readonly ExtensionId[],
): Readonly<Partial<Record<ClauseId, number>>> =>
  Object.fromEntries(
    protocolWith(extensions)
      .clauses.filter(canFire)
      .map((id) => [id, counts[id] ?? 0]),
  );

const canFire = (id: ClauseId): boolean =>
  !['state', 'property', 'goal'].includes(clauses[id].kind) &&
  !(id in clausesWithoutCode) &&
  !(id in clausesNotCounted);

/** Those that fired, with how often, and those that did not. */
const clauseLines = (fired: Readonly<Partial<Record<ClauseId, number>>>, isResumed = false): readonly string[] => {
  const since = isResumed ? 'since the checkpoint' : 'here';
  const all = Object.entries(fired);
  const never = all.filter(([, times]) => times === 0).map(([id]) => id);
  return [
    `\n${colors.bold('Clauses')} ${colors.dim(`how often each fired ${since}`)}`,
    pairTable(all.filter(([, times]) => times > 0).map(([id, times]) => [id, count(times)])),
    ...(never.length === 0 ? [] : [`Never fired ${since}: ${never.join(' ')}`]),
  ];
};
