/** Assertions on rules of Raft. */

import { stripVTControlCharacters } from 'node:util';
import { explainConfig } from '../../model/counterexample/exhaustive.ts';
import { coverage, explainLab, explainTorture, watchedLab } from '../../model/counterexample/explanation.ts';
import { labNames, labsMatching } from '../../model/runs/labs/index.ts';
import { explainRandom, runRandom } from '../../model/runs/lockstep/index.ts';
import { runTorture } from '../../model/runs/torture/index.ts';
import { type Config, configs, worldOf } from '../../model/worlds/configs/index.ts';
import { ComponentStore } from '../check/explore/componentStore.ts';
import { exploreSpace } from '../check/explore/explore.ts';
import { privateInterner } from '../check/explore/interner.ts';
import { violationText } from '../cli/check/text.ts';
import { type ClauseId, clauses } from '../core/clauses.ts';
import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { plural } from '../text/numbers.ts';
import type { Counterexample } from '../trace/recording.ts';
import { keep } from '../verify/keep.ts';
import { seedAfter } from '../verify/seeds.ts';
import { storyOf } from '../verify/story.ts';
import { addReport, addSeen, emptyTally, type Seen } from '../verify/totals.ts';
import { ExpectationFailed, indented } from './failure.ts';
import { expectWhole } from './options.ts';

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
  /** So many torture runs, 0 .. 1,000,000, are made as long as some clause has not been put to the test. Left out: 400. */
  readonly tortureRunsMax?: number;
  /** Random runs against the reference model, 0 .. 1,000,000. Left out: 100. */
  readonly randomRuns?: number;
  /** May some clause never have been put to the test? Left out: no. */
  readonly allowVacuous?: boolean;
  /** The folder for the trace file of a violation. Left out: `figure2-traces`. */
  readonly traces?: string;
  /** The module that exports the protocol as `protocol`, for the command that replays a violation. */
  readonly file?: string;
}

/** What came of a protocol. What stands after a violation was not done. */
export interface ProtocolReport {
  /** True: nothing is broken, and everything was put to the test that was asked for. */
  readonly ok: boolean;
  /** What all chance followed from. */
  readonly seed: number;
  /** A property that is broken, with its trace, cut to what matters. */
  readonly counterexample?: Counterexample;
  /** Labs that were not passed, although no property is broken in them. */
  readonly failedLabs: readonly {
    /** The lab, such as `InitialElection3A`. */
    readonly name: string;
    /** What was expected, and what was seen. */
    readonly because: string;
  }[];
  /** Bounded worlds that were not seen to their end. */
  readonly openWorlds: readonly string[];
  /** Clauses and properties that were never put to the test. */
  readonly missing: readonly ClauseId[];
}

/**
 * Puts the rules of Raft through labs, bounded worlds, torture and random runs, in this thread, every property checked after every
 * step. Ends with the first that breaks something. A protocol that does not come to an end makes this one go on for ever: only
 * `figure2 check`, which has threads, gives it up.
 *
 * @throws Error when there is no lab or no world of a name; RangeError when a number is out of its range.
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
  const { seed = 1, labs = [undefined], worlds = ['elections'], allowVacuous = false } = options;
  const { tortureRuns, tortureRunsMax, randomRuns } = options;
  expectWhole({ seed }, 0, 2 ** 31 - 1);
  expectWhole({ tortureRuns, tortureRunsMax, randomRuns }, 0, 1_000_000);
  const chosen = labNames.filter((name) => labs.flatMap(labsNamed).includes(name));
  const explored = worlds.map(worldNamed);
  const nothing = { failedLabs: [], openWorlds: [], missing: [] };
  const broken = (counterexample: Counterexample): ProtocolReport => ({ ok: false, seed, counterexample, ...nothing });
  const watched = chosen.map((name) => watchedLab({ name, seed, protocol }));
  const brokenLab = watched.find(({ violation }) => violation)?.report.name;
  const byLab = brokenLab === undefined ? undefined : explainLab(brokenLab, seed, protocol);
  if (byLab) return broken(byLab);
  const failedLabs = watched.flatMap(({ report: { ok, name, because = '' } }) => (ok ? [] : [{ name, because }]));
  const openWorlds: string[] = [];
  for (const config of explored) {
    const { counterexample, complete } = exploreWorld(config, protocol);
    if (counterexample) return broken(counterexample);
    if (!complete) openWorlds.push(config.name);
  }
  const seenInLabs = watched.reduce<Seen>(addSeen, { properties: {}, clauses: {} });
  const tortured = tortureAll(protocol, options, seed, seenInLabs);
  if (tortured.counterexample) return broken(tortured.counterexample);
  const runs = randomRuns ?? 100;
  const compared = runs === 0 ? undefined : runRandom({ seed, runs, protocol });
  const byRandom = compared?.failure && explainRandom(seed, compared.failure.path, protocol);
  if (byRandom) return broken(byRandom);
  const seen = compared ? addSeen(tortured.seen, compared) : tortured.seen;
  const missing = missingIn(seen);
  const ok = failedLabs.length === 0 && openWorlds.length === 0 && (allowVacuous || missing.length === 0);
  return { ok, seed, failedLabs, openWorlds, missing };
};

const labsNamed = (name: string | undefined): readonly string[] => {
  const names = labsMatching(name);
  if (names.length > 0) return names;
  throw new Error(`there is no lab ${name}; give 3A, 3B, 3C, 3D or one of ${labNames.join(', ')}`);
};

const worldNamed = (name: string): Config => {
  const config = configs.find((known) => known.name === name);
  if (config) return config;
  throw new Error(`there is no bounded world ${name}; give some of ${configs.map((known) => known.name).join(', ')}`);
};

const missingIn = ({ clauses: fired, properties }: Seen): readonly ClauseId[] => coverage(fired, properties).missing;

const exploreWorld = (config: Config, protocol: Protocol) => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol });
  const report = exploreSpace(world, { isHasty: true });
  const isBroken = report.properties.some(({ ok }) => ok === false);
  const counterexample = isBroken ? explainConfig(config, report, protocol) : undefined;
  return { complete: report.complete, ...(counterexample && { counterexample }) };
};

const tortureAll = (
  protocol: Protocol,
  { tortureRuns = 20, tortureRunsMax = 400, allowVacuous = false }: ProtocolOptions,
  first: number,
  before: Seen,
): { readonly counterexample?: Counterexample | undefined; readonly seen: Seen } => {
  let tally = emptyTally;
  const isEnough = (): boolean =>
    tally.runs >= tortureRuns &&
    (allowVacuous || tally.runs >= tortureRunsMax || missingIn(addSeen(before, tally)).length === 0);
  while (!isEnough()) {
    const seed = seedAfter(first, tally.runs);
    const report = runTorture({ seed, protocol });
    tally = addReport(tally, report);
    if (!report.ok) return { counterexample: explainTorture(seed, protocol), seen: addSeen(before, tally) };
  }
  return { seen: addSeen(before, tally) };
};

/**
 * Expects that rules of one's own are Raft, as far as `checkProtocol` can tell.
 *
 * @returns what was found.
 * @throws ExpectationFailed with the property and the clause that are broken, the step that broke them, and the trace, which it
 * also writes to a file; or with what was failed, left open, or never put to the test. Error and RangeError as
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
  if (counterexample) return told(counterexample, protocol, options).join('\n');
  const objections = objectionsTo(report);
  const title = `this is not known to be Raft: ${plural(objections.length, 'objection')}, seed ${seed}`;
  return [title, ...indented(objections)].join('\n');
};

const told = (
  counterexample: Counterexample,
  protocol: Protocol,
  { traces, file }: ProtocolOptions,
): readonly string[] => {
  const module = file ?? (protocol === shippedProtocol ? undefined : SOMEWHERE);
  const kept = keep(counterexample, storyOf(counterexample, protocol), { traces, protocol: module });
  return [
    `this is not Raft: ${kept.property} ${clauses[kept.property].title}`,
    ...indented(stripVTControlCharacters(violationText(kept)).split('\n')),
    '',
    ...indented(['To see it again:', kept.replay]),
  ];
};

/** What keeps a report from being good although nothing is broken. */
export const objectionsTo = ({ failedLabs, openWorlds, missing }: ProtocolReport): readonly string[] => [
  ...failedLabs.map(({ name, because }) => `${name} failed: ${because}`),
  ...openWorlds.map((name) => `${name} was not seen to its end: the memory was used up`),
  ...missing.map((id) => `${id} (${clauses[id].title}) was never put to the test`),
];
