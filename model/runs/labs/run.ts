/** Runs a lab, and says what came of it. */
import { agreement } from './agreement.ts';
import { elections } from './elections.ts';
import { LabFailure } from './failure.ts';
import {
  Boundless,
  countableProtocol,
  countMore,
  type Figure2Options,
  figure2Program,
  type PageNames,
} from './figure2/index.ts';
import { Lab } from './lab.ts';
import { persistence } from './persistence.ts';
import type { Scenario } from './scenario.ts';
import { compaction } from './snapshots.ts';
import type { SubjectProgram } from './subject.ts';

/** A lab may take two minutes of virtual time. */
const LIMIT_SECONDS = 120;

/** So the reason of a lab begins in which the protocol failed by itself. */
export const THROWN = 'nothing should be thrown, but this was: ';

const scenarios: readonly Scenario[] = [...elections, ...agreement, ...persistence, ...compaction];

/** The labs, in the course's order. */
export const labNames: readonly string[] = scenarios.map(({ name }) => name);

/**
 * The labs of a part (3A to 3D) or of a name, in any case of letters; all of them if none is asked for; none if none fits.
 *
 * @example
 * ```ts
 * import { labsMatching } from 'figure2/model';
 *
 * console.log(labsMatching('3a').join(' ')); // InitialElection3A ReElection3A ManyElections3A
 * ```
 */
export const labsMatching = (only: string | undefined): readonly string[] => {
  if (only === undefined) return labNames;
  const wanted = only.toLowerCase();
  const isPart = /^3[a-d]$/.test(wanted);
  return labNames
    .map((name) => name.toLowerCase())
    .flatMap((name, place) => {
      const fits = isPart ? name.endsWith(wanted) : name === wanted;
      return fits ? (labNames[place] ?? []) : [];
    });
};

/** Which lab is run, and on what. */
export interface LabRun extends Figure2Options {
  /** One of `labNames`. */
  readonly name: string;
  /** Any whole number. Together with the name it decides everything. */
  readonly seed: number;
  /** A program of another kind on the servers, in place of a protocol. Its steps are neither watched nor traced. */
  readonly program?: SubjectProgram;
}

/** What came of a lab. */
export interface LabReport {
  /** The lab, such as `InitialElection3A`. */
  readonly name: string;
  /** Was it passed? */
  readonly ok: boolean;
  /** How long it took by the simulated clock. */
  readonly virtualSeconds: number;
  /** How many servers the cluster had. */
  readonly peers: number;
  /** Requests that servers sent, also those that were lost. */
  readonly rpcs: number;
  /** Bytes of requests sent and of replies that arrived. */
  readonly bytes: number;
  /** Agreements that the scenario asked for and got. */
  readonly agreements: number;
  /** Steps that the servers took. */
  readonly events: number;
  /** The optional pages that were left out, since the lab counts indexes (NO-7). Absent: none was. */
  readonly without?: PageNames;
  /** If it failed: what was expected, and what was seen. */
  readonly because?: string;
}

/**
 * Runs one lab with one seed. A mistake of the protocol under test, even an error that it throws, is a failure in the report.
 *
 * @throws Error when there is no lab of this name.
 *
 * @example
 * ```ts
 * import { runLab } from 'figure2/model';
 *
 * const { ok, peers, agreements } = runLab({ name: 'BasicAgree3B', seed: 1 });
 * console.log(ok, peers, agreements); // true 3 3
 * ```
 */
export const runLab = ({ name, seed, protocol, program, watch, trace = watch?.trace }: LabRun): LabReport => {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`there is no lab ${name}, only ${labNames.join(' ')}`);
  const { played, without } = countsIndexes(scenario) ? countableProtocol(protocol) : { played: protocol, without: [] };
  const lab = new Lab({
    ...scenario,
    seed: seedOf(seed, name),
    program: program ?? figure2Program({ protocol: played, watch, trace }),
    trace,
  });
  lab.note(
    `${name} seed ${seed}: ${scenario.peers} servers, ${scenario.isReliable ? 'reliable' : 'unreliable'} network`,
  );
  const because = failureOf(lab, scenario);
  lab.note(because === undefined ? 'passed' : `failed: ${because}`);
  const { agreements, events } = lab;
  const { rpcs, bytes } = lab.network;
  return {
    name,
    ok: because === undefined,
    virtualSeconds: lab.nowMs / 1000,
    peers: scenario.peers,
    rpcs,
    bytes,
    agreements,
    events,
    ...(without.length > 0 && { without }),
    ...(because !== undefined && { because }),
  };
};

/** Does it take an index for a number of commands? The labs of elections append nothing. */
const countsIndexes = (scenario: Scenario): boolean => !elections.includes(scenario);

/** NO-7: the labs that say something of a protocol with these pages, defects and all. */
export const labNamesWith = (pages: PageNames = []): readonly string[] =>
  scenarios.filter((scenario) => !(countMore(pages) && countsIndexes(scenario))).map(({ name }) => name);

const failureOf = (lab: Lab, scenario: Scenario): string | undefined => {
  try {
    const isOver = lab.run(scenario.run(lab), LIMIT_SECONDS * 1000);
    return isOver ? undefined : `it should take at most ${LIMIT_SECONDS} s of virtual time, but has not ended by then`;
  } catch (error) {
    if (error instanceof LabFailure) return error.message;
    if (error instanceof Boundless) throw error; // of which nobody knows whether it would have passed
    return `${THROWN}${error instanceof Error ? error.message : String(error)}`;
  }
};

/** Each lab draws from a source of its own, so that it does the same alone as among others. FNV-1a. */
const seedOf = (seed: number, name: string): number => {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${name}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash | 0;
};
