/** Who looks on at an experiment: it tells each property that falls, and holds the claims of the script to what happened. */
import { commandList } from '../../src/cluster/stateMachines.ts';
import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import type { Durable, Entry, Message, Server, ServerId, Term } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import type { Violation } from '../../src/trace/recording.ts';
import { entriesBetween } from '../oracle/log.ts';
import { Monitor, safetyProperties } from '../properties/index.ts';
import { statesOf } from '../properties/statesOf.ts';
import { Impossible, type ScriptJudge, type ScriptStanding } from '../runs/scenario/runner.ts';
import type { ScriptClaim } from '../runs/scenario/script.ts';

/** A safety property that fell, and the server whose step made it fall. */
export interface Fall {
  readonly property: ClauseId;
  readonly server: ServerId;
  /** Where the step stands in the trace, from 0. */
  readonly place: number;
  /** Which servers, which index, which two values: a sentence without its stop. */
  readonly because: string;
}

/** Where a server stood, on one line. */
interface ServerStand {
  readonly inShort: string;
  /** With each entry of its log: two logs of one length and last term may still differ. */
  readonly withLog: string;
}

/** What came of a run by the rule, by the line of the script that asks for it. */
export interface ByTheRule {
  /** Where each server stood. */
  readonly stands: ReadonlyMap<number, Readonly<Record<ServerId, ServerStand>>>;
  /** What repeated: a cluster that has nothing to do does, too. */
  readonly repetitions: ReadonlyMap<number, string>;
}

const safetyIds: readonly ClauseId[] = safetyProperties(() => undefined).map(({ id }) => id);

/** Watches one property: a monitor keeps the first violation only, and an experiment is asked about any of them. */
const monitorOf = (id: ClauseId): Monitor => {
  const monitor: Monitor = new Monitor({
    isCoreOnly: id !== 'SP-18',
    only: [id],
    stateAfter: statesOf(() => monitor.ghost, commandList),
  });
  return monitor;
};

/** The verdict of a monitor of SP-18 is the clause that was broken; of any other, there is none but the violation. */
const violationOf = ({ verdict }: Monitor): Violation | undefined => verdict;

export class Witness implements ScriptJudge {
  /** Each property that has fallen, in the order in which they fell. */
  readonly falls: Fall[] = [];
  /** What stood as at the mark, when the script said so, and by how much its terms were later. */
  readonly repetitions = new Map<number, string>();
  /** Where the servers stood when the script said that one of them differs. */
  readonly stands = new Map<number, Readonly<Record<ServerId, ServerStand>>>();
  /** What came of each claim that is no violation, by its line: one line, or several. */
  readonly answers = new Map<number, readonly string[]>();
  readonly #monitors: readonly { readonly id: ClauseId; readonly monitor: Monitor }[];
  readonly #byTheRule: ByTheRule | undefined;
  #told = 0;
  #place = -1;
  /** What fell by the last command that made something happen. */
  #latest: readonly Fall[] = [];
  #mark: ScriptStanding | undefined;

  /**
   * @param claimed the properties that the script says fall. Each safety property is watched, but SP-18 only if it is among
   * them: without a rule, some step is always other than its clauses say.
   * @param byTheRule where the servers would stand by the rule; undefined: this is the run by the rule, and no claim is held.
   */
  constructor(claimed: ReadonlySet<ClauseId>, byTheRule?: ByTheRule) {
    const watched: readonly ClauseId[] = claimed.has('SP-18') ? [...safetyIds, 'SP-18'] : safetyIds;
    this.#monitors = watched.map((id) => ({ id, monitor: monitorOf(id) }));
    this.#byTheRule = byTheRule;
  }

  readonly watcher: NonNullable<ScriptJudge['watcher']> = {
    begin: (cluster) => {
      for (const { monitor } of this.#monitors) monitor.watcher.begin(cluster);
    },
    restarted: (id, server) => this.#look(id, this.#place + 1, ({ watcher }) => watcher.restarted(id, server)),
  };

  broken(observation: Observation, _disk: Durable, place: number): undefined {
    this.#place = place;
    this.#look(observation.id, place, ({ watcher }) => watcher.observe(observation));
  }

  #look(server: ServerId, place: number, at: (monitor: Monitor) => void): void {
    for (const { id, monitor } of this.#monitors) {
      if (violationOf(monitor)) continue;
      at(monitor);
      const violation = violationOf(monitor);
      if (violation) this.falls.push({ property: id, server, place, because: violation.because });
    }
  }

  remarks(): readonly string[] {
    const fallen = this.falls.slice(this.#told);
    this.#told = this.falls.length;
    if (fallen.length > 0) this.#latest = fallen;
    return fallen.map(({ property, because }) => `violated: ${property} ${clauses[property].title}: ${because}`);
  }

  claim(claim: ScriptClaim, standing: ScriptStanding): readonly string[] {
    const answer = this.#answer(claim, standing);
    if (claim.type !== 'violates') this.answers.set(standing.line, answer);
    return answer;
  }

  #answer(claim: ScriptClaim, standing: ScriptStanding): readonly string[] {
    switch (claim.type) {
      case 'violates':
        this.#expectFall(claim.property, claim.id);
        return [];
      case 'mark':
        this.#mark = standing;
        return [];
      case 'repeats':
        return this.#repeats(standing);
      case 'differs':
        return this.#differs(claim.id, standing);
    }
  }

  #expectFall(property: ClauseId, id: ServerId): void {
    if (!this.#byTheRule) return;
    if (this.#latest.some((fall) => fall.property === property && fall.server === id)) return;
    const fell = this.#latest.map((fall) => `${fall.property} by ${fall.server}`).join(', ') || 'none';
    throw new Impossible(`what the commands above violate: ${fell}`);
  }

  #repeats(standing: ScriptStanding): readonly string[] {
    if (!this.#mark) throw new Impossible('there is no mark above');
    const [before, now] = [textOf(this.#mark), textOf(standing)];
    const later = newestTerm(standing) - newestTerm(this.#mark);
    const repetition = `${later} ${now}`;
    if (before === now) this.repetitions.set(standing.line, repetition);
    if (!this.#byTheRule) return [];
    if (before !== now) throw new Impossible(`this is not as at the mark: ${firstDifference(before, now)}`);
    if (this.#byTheRule.repetitions.get(standing.line) === repetition)
      throw new Impossible('by the rule all stands as at the mark, too, and nothing is different');
    return [later === 0 ? 'all stands as at the mark' : `all stands as at the mark, with terms later by ${later}`];
  }

  #differs(id: ServerId, { line, servers, inShort, withLog }: ScriptStanding): readonly string[] {
    const stands = Object.fromEntries(
      Object.keys(servers).map((server) => [server, { inShort: inShort(server), withLog: withLog(server) }]),
    );
    this.stands.set(line, stands);
    if (!this.#byTheRule) return [];
    const [now, byTheRule] = [stands[id], this.#byTheRule.stands.get(line)?.[id]];
    if (byTheRule?.withLog === now?.withLog)
      throw new Impossible(`${id} would stand there by the rule as well: ${byTheRule?.inShort ?? ''}`);
    const detail = byTheRule?.inShort === now?.inShort ? 'withLog' : 'inShort';
    return [now?.[detail] ?? '', `by the rule: ${byTheRule?.[detail] ?? `${id} would not get there`}`];
  }
}

const newestTerm = ({ disks, inFlight }: ScriptStanding): Term =>
  Math.max(...Object.values(disks).map(({ currentTerm }) => currentTerm), ...inFlight.map(({ term }) => term));

/**
 * All that has to do with what happens next. Terms of servers and messages are counted back from the newest, so that the same
 * moves lead on from there for ever: rules compare terms with each other, and nothing else. Terms of entries are as they are,
 * unless a server or a message may still be in them; so is the term of a server that is down, which nobody hears of.
 */
const textOf = (standing: ScriptStanding): string => {
  const newest = newestTerm(standing);
  const { servers, disks, inFlight } = standing;
  const isDown = ({ id }: Durable): boolean => servers[id] === null;
  const live = Object.values(disks).filter((disk) => !isDown(disk));
  const oldest = Math.min(...live.map(({ currentTerm }) => currentTerm), ...inFlight.map(({ term }) => term));
  const relative = (term: Term): string => `newest-${newest - term}`;
  const entryTerm = (term: Term): Term | string => (term >= oldest && term > 0 ? relative(term) : term);
  const entries = ({ log }: Durable): unknown => [
    [log.snapshotIndex, entryTerm(log.snapshotTerm)],
    ...entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map((entry: Entry) => ({
      ...entry,
      term: entryTerm(entry.term),
    })),
  ];
  const ofDisk = (disk: Durable): unknown => ({
    ...disk,
    currentTerm: isDown(disk) ? disk.currentTerm : relative(disk.currentTerm),
    log: entries(disk),
  });
  const ofServer = (server: Server | null): unknown => server && { ...server, ...(ofDisk(server) as object) };
  const ofMessage = (message: Message): string => JSON.stringify({ ...message, term: relative(message.term) });
  return JSON.stringify({
    servers: Object.values(servers).map(ofServer),
    disks: Object.values(disks).map(ofDisk),
    inFlight: inFlight.map(ofMessage).sort(),
  });
};

const AROUND = 40;

const firstDifference = (before: string, now: string): string => {
  let at = 0;
  while (before[at] === now[at]) at++;
  const part = (text: string): string => text.slice(Math.max(0, at - AROUND), at + AROUND);
  return `${part(before)} was, ${part(now)} is`;
};
