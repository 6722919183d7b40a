/** Expects that rules of one's own are Raft, as far as a check in this thread can tell. */

import { stripVTControlCharacters } from 'node:util';
import { labNames, labsMatching } from '../../model/runs/labs/index.ts';
import { configs } from '../../model/worlds/configs/index.ts';
import { type ClauseId, clauses, otherDecisions } from '../core/clauses.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { plural } from '../text/numbers.ts';
import type { Explanation } from '../trace/explanation.ts';
import { seenIn } from '../verify/check.ts';
import { verifyHere } from '../verify/index.ts';
import { countedPlan, missingIn } from '../verify/plan.ts';
import { withDecisions } from '../verify/protocolName.ts';
import { saveTrace } from '../verify/savedTrace.ts';
import { violationText } from '../verify/words/violation.ts';
import { ExpectationFailed, indent } from './failure.ts';
import { expectKnown, expectWhole } from './options.ts';
import { judgedAs, withProtocol } from './protocolCalls.ts';

/** How much a protocol is put through. All of it is counted, none of it is timed: the same options give the same result. */
export interface ProtocolOptions {
  /** From which all chance follows: a whole number, 0 .. 2^31 - 1. Left out: 1. */
  readonly seed?: number;
  /** Labs by name, such as `Backup3B`, or by part: `3A`, `3B`, `3C`, `3D`. Left out: all 28. */
  readonly labs?: readonly string[];
  /** Bounded worlds by name, explored to their end; `figure2 explore --list` lists them. Left out: `elections`. */
  readonly worlds?: readonly string[];
  /** Torture runs, 0 .. 1,000,000. Left out: 20. */
  readonly tortureRuns?: number;
  /** So many torture runs, 0 .. 1,000,000, are made as long as some clause has not been exercised. Left out: 400. */
  readonly tortureRunsMax?: number;
  /** Random runs against the reference model, 0 .. 1,000,000. Left out: 100. */
  readonly randomRuns?: number;
  /** `differ`: it may decide otherwise where others do (spec/divergences.md); the properties are asked all the same. Left out: it may not. */
  readonly decisions?: 'differ';
  /** May some clause never have been exercised? Left out: no. */
  readonly allowVacuous?: boolean;
  /** The folder for the trace file of a violation. Left out: `figure2-traces`. */
  readonly traces?: string;
  /** The module that exports the protocol as `protocol`, for the command that replays a violation. */
  readonly file?: string;
}

/** What came of a protocol. What stands after a violation was not done. */
export interface ProtocolReport {
  /** True: nothing is broken, and everything was exercised that was asked for. */
  readonly ok: boolean;
  /** What all chance followed from. */
  readonly seed: number;
  /** A property that is broken, with its trace, cut to what matters, and why. */
  readonly counterexample?: Explanation;
  /** Labs that were not passed, although no property is broken in them. */
  readonly failedLabs: readonly {
    /** The lab, such as `InitialElection3A`. */
    readonly name: string;
    /** What was expected, and what was seen. */
    readonly because: string;
  }[];
  /** Bounded worlds that were not seen to their end. */
  readonly openWorlds: readonly string[];
  /** Clauses and properties that were never exercised. */
  readonly missing: readonly ClauseId[];
}

const known: Readonly<Record<keyof ProtocolOptions, true>> = {
  seed: true,
  labs: true,
  worlds: true,
  tortureRuns: true,
  tortureRunsMax: true,
  randomRuns: true,
  decisions: true,
  allowVacuous: true,
  traces: true,
  file: true,
};

/**
 * Puts the rules of Raft through labs, bounded worlds, torture and random runs, in this thread, every property checked after every
 * step. Ends with the first that breaks something.
 *
 * @throws Error when there is no lab or no world of a name; RangeError when a number is out of its range or an option is none; GuestFault when the
 * protocol tries to end the process, or when one step computes for so many seconds as FIGURE2_STEP_SECONDS says, or 25.
 *
 * @example
 * ```ts
 * import { shippedProtocol } from 'figure2/model';
 * import { checkProtocol } from 'figure2/vitest';
 *
 * const { ok, failedLabs } = checkProtocol(shippedProtocol, { labs: ['3A'], worlds: [], tortureRuns: 2, randomRuns: 5, allowVacuous: true });
 * console.log(ok, failedLabs.length); // true 0
 * ```
 */
export const checkProtocol = (protocol: Protocol, options: ProtocolOptions = {}): ProtocolReport => {
  expectKnown(options, known);
  const { seed = 1, labs = [undefined], worlds = ['elections'], allowVacuous = false } = options;
  const { tortureRuns = 20, tortureRunsMax = 400, randomRuns = 100 } = options;
  expectWhole({ seed }, 0, 2 ** 31 - 1);
  expectWhole({ tortureRuns, tortureRunsMax, randomRuns }, 0, 1_000_000);
  const chosen = labs.flatMap(labsNamed);
  const plan = countedPlan({
    seed,
    labs: labNames.filter((name) => chosen.includes(name)),
    worlds: worlds.map(worldNamed),
    tortureRuns,
    tortureRunsMax: allowVacuous ? 0 : tortureRunsMax,
    randomRuns,
    allowVacuous,
  });
  const { decisions } = options;
  const subject = judgedAs(protocol, decisions);
  const findings = withProtocol(subject, options.file, (told) => verifyHere(told, plan));
  const [counterexample] = findings.explanations;
  if (counterexample) return { ok: false, seed, counterexample, failedLabs: [], openWorlds: [], missing: [] };
  const failedLabs = findings.labs.flatMap(({ report: { ok, name, because = '' } }) => (ok ? [] : [{ name, because }]));
  const openWorlds = findings.worlds.flatMap(({ complete, name }) => (complete ? [] : [name]));
  const asked = missingIn(seenIn(findings));
  const missing = decisions ? asked.filter((id) => !(id in otherDecisions)) : asked;
  const ok = failedLabs.length === 0 && openWorlds.length === 0 && (allowVacuous || missing.length === 0);
  return { ok, seed, failedLabs, openWorlds, missing };
};

const labsNamed = (name: string | undefined): readonly string[] => {
  const names = labsMatching(name);
  if (names.length > 0) return names;
  throw new Error(`there is no lab ${name}; give 3A, 3B, 3C, 3D or one of ${labNames.join(', ')}`);
};

const worldNamed = (name: string): string => {
  if (configs.some((known) => known.name === name)) return name;
  throw new Error(`there is no bounded world ${name}; give some of ${configs.map((known) => known.name).join(', ')}`);
};

/**
 * Expects that rules of one's own are Raft, as far as `checkProtocol` can tell.
 *
 * @returns what was found.
 * @throws ExpectationFailed with the property and the clause that are broken, the step that broke them, and the trace, which it
 * also writes to a file; or with what was failed, left open, or never exercised. Error and RangeError as
 * `checkProtocol` does.
 *
 * @example
 * ```ts
 * import { shippedProtocol } from 'figure2/model';
 * import { assertProtocol } from 'figure2/vitest';
 *
 * assertProtocol(shippedProtocol, { labs: ['3A'], worlds: [], tortureRuns: 2, randomRuns: 5, allowVacuous: true });
 * ```
 */
export const assertProtocol = (protocol: Protocol, options: ProtocolOptions = {}): ProtocolReport => {
  const report = checkProtocol(protocol, options);
  if (report.ok) return report;
  throw new ExpectationFailed(messageOf(report, protocol, options), report, assertProtocol);
};

/** What stands in the command for the module that nobody has named. */
const SOMEWHERE = './your-protocol.ts';

const messageOf = (report: ProtocolReport, protocol: Protocol, options: ProtocolOptions): string => {
  const { seed, counterexample } = report;
  if (counterexample) return brokenWords(counterexample, protocol, options).join('\n');
  const objections = objectionsTo(report);
  const title = `this is not known to be Raft: ${plural(objections.length, 'objection')}, seed ${seed}`;
  return [title, ...indent(objections)].join('\n');
};

const brokenWords = (
  explanation: Explanation,
  protocol: Protocol,
  { traces, file, decisions }: ProtocolOptions,
): readonly string[] => {
  const module = file ?? (protocol === shippedProtocol ? undefined : SOMEWHERE);
  const saved = saveTrace(explanation, { traces, protocolName: withDecisions(module, decisions) });
  const { property } = explanation.violation;
  return [
    `this is not Raft: ${property} ${clauses[property].title}`,
    ...indent(stripVTControlCharacters(violationText(saved)).split('\n')),
    '',
    ...indent(['To reproduce:', saved.replay]),
  ];
};

/** What keeps a report from being good although nothing is broken. */
export const objectionsTo = ({ failedLabs, openWorlds, missing }: ProtocolReport): readonly string[] => [
  ...failedLabs.map(({ name, because }) => `${name} failed: ${because}`),
  ...openWorlds.map((name) => `${name} was not seen to its end: the memory was used up`),
  ...missing.map((id) => `${id} (${clauses[id].title}) was never exercised`),
];
