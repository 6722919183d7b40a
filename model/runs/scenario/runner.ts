/** The cluster on which a script is played, command by command. */

import { Cluster, type Watcher } from '../../../src/cluster/cluster.ts';
import { linksAcross } from '../../../src/cluster/links.ts';
import { Network } from '../../../src/cluster/network.ts';
import { arrivingIn } from '../../../src/cluster/perform.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';
import { contentText } from '../../../src/core/entries.ts';
import { isPageEffect } from '../../../src/core/extensions/effects.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { timerNames, timers } from '../../../src/core/extensions/timers.ts';
import { entriesBetween, type Log } from '../../../src/core/log.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import type { TimerLength } from '../../../src/core/timers.ts';
import type { Durable, Effect, Event, Message, Server, ServerId, TimerName } from '../../../src/core/types.ts';
import { formatEffect } from '../../../src/trace/effects.ts';
import { type Action, formatAction, formatLine, formatServer, type StepAction } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type ServerSummary, summaryOf, type TraceStep } from '../../../src/trace/recording.ts';
import { Invariants } from './invariants.ts';
import { type Command, type Script, type ScriptClaim, ScriptError } from './script.ts';
import { ScriptTimers } from './timers.ts';

/** What a run makes of a script. */
export interface Run {
  /** The script with what came of each command under it. */
  readonly text: string;
  readonly fired: ReadonlySet<ClauseId>;
  /** All that was made to happen, from the start of the servers on, as a recording. */
  readonly trace: readonly TraceStep[];
  /** For each statement of the script, the length of the trace after it. */
  readonly places: readonly number[];
}

/** Who looks on at a script, and has the last word on it. */
export interface ScriptJudge {
  readonly watcher?: Watcher;
  /**
   * What a step has broken, so that the script can't go on; undefined: nothing.
   *
   * @param place where the step will stand in the trace, from 0
   */
  readonly broken?: (step: Observation, disk: Durable, place: number) => string | undefined;
  /** What is to stand under a command that has been obeyed. */
  readonly remarks?: () => readonly string[];
  /** What is to stand under a claim. Throws an `Impossible` if it is not true. */
  readonly claim?: (claim: ScriptClaim, standing: ScriptStanding) => readonly string[];
}

/** Where a cluster stands in the middle of a script. */
export interface ScriptStanding {
  /** The number of the statement. */
  readonly line: number;
  readonly servers: Readonly<Record<ServerId, Server | null>>;
  readonly disks: Readonly<Record<ServerId, Durable>>;
  readonly inFlight: readonly Message[];
  /** A server on one line. */
  readonly inShort: (id: ServerId) => string;
  /** The same, with each entry of its log. */
  readonly withLog: (id: ServerId) => string;
}

/** How a script is played. */
export interface ScriptOptions {
  /** Left out: the shipped rules, with the pages that the script weaves in. */
  readonly protocol?: Protocol;
  /** Left out: no step may break what no golden file may bless. */
  readonly judge?: ScriptJudge;
  /** What is to stand under a command that can't be obeyed, so that the script goes on. Left out: it ends with a `ScriptError`. */
  readonly impossible?: (line: number, because: string) => readonly string[];
}

const invariantsHold = (): ScriptJudge => {
  const invariants = new Invariants();
  return { broken: (step, disk) => invariants.broken(step, disk) };
};

/** Plays a script; throws a `ScriptError` at a command that can't be obeyed or a step that its judge finds broken. */
export const runScript = (
  script: Script,
  { protocol = protocolWith(script.extensions), judge = invariantsHold(), impossible }: ScriptOptions = {},
): Run => {
  const lines: string[] = [];
  const places: number[] = [];
  const runner = new ScriptRunner(script, protocol, judge);
  const lastOfSetting = script.statements.findLast(({ command }) => command && isSetting(command));
  for (const statement of script.statements) {
    const { line, text, command } = statement;
    lines.push(text);
    try {
      if (statement === lastOfSetting) lines.push(...runner.open());
      if (command && !isSetting(command)) lines.push(...runner.play(command, line));
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      if (impossible) lines.push(...impossible(line, error.message));
      else throw new ScriptError(script.file, line, `${error.message}: ${text}`);
    }
    places.push(runner.trace.length);
  }
  return { text: lines.map((line) => `${line}\n`).join(''), fired: runner.fired, trace: runner.trace, places };
};

const isSetting = ({ type }: Command): boolean => ['without', 'cluster', 'disk'].includes(type);

/** A command that can't be obeyed, or a claim that is not true. */
export class Impossible extends Error {}

const ofLength = (length: TimerLength): readonly TimerName[] =>
  timerNames.filter((name) => timers[name].length === length);

/** `settle` ends, since only timers make servers talk of their own accord; this is for a protocol that is broken. */
const SETTLE_MAX = 10_000;

/** How much of a step is told. */
type Detail = 'all' | 'outside' | 'none';

class ScriptRunner {
  readonly fired = new Set<ClauseId>();
  readonly trace: TraceStep[] = [];
  readonly #ids: readonly ServerId[];
  readonly #cluster: Cluster;
  readonly #judge: ScriptJudge;
  readonly #network = new Network(Number.POSITIVE_INFINITY);
  readonly #timers = new ScriptTimers();
  #lines: string[] = [];
  /** What the step that is being taken has sent on links that are cut. */
  readonly #sentIntoCut: Message[] = [];
  /** What is being done, so that it can be told when the cluster says what came of it. */
  #current: { readonly action: Action; readonly title?: string; readonly detail: Detail } | undefined;

  constructor({ ids, options, disks }: Script, protocol: Protocol, judge: ScriptJudge) {
    this.#ids = ids;
    this.#judge = judge;
    this.#cluster = new Cluster(
      { ids, options, disks, protocol },
      {
        send: (message) => this.#send(message),
        timer: (id, effect) => this.#timers.note(id, effect),
        crashed: (id) => this.#timers.crash(id),
        observe: (observation) => this.#observe(observation),
        restarted: judge.watcher?.restarted,
      },
    );
    judge.watcher?.begin?.(this.#cluster);
  }

  /** All servers start. */
  open(): readonly string[] {
    return this.#told(() => {
      for (const id of this.#ids) {
        this.#current = { action: { type: 'event', id, event: { type: 'start' } }, detail: 'none' };
        this.#cluster.restart(id);
        this.#record({ type: 'restart', id });
      }
    });
  }

  /** Does what a command says; gives what is to stand under it. */
  play(command: Command, line: number): readonly string[] {
    return this.#told(() => {
      switch (command.type) {
        case 'action': {
          this.#act(command.action);
          return;
        }
        case 'oldest': {
          this.#oldest(command);
          return;
        }
        case 'settle': {
          this.#settle(command.ids.length === 0 ? this.#ids : command.ids, command.isQuiet);
          return;
        }
        case 'wait': {
          this.#wait(command.ids);
          return;
        }
        case 'cut': {
          this.#cut(command.sides);
          return;
        }
        case 'heal':
          if (this.#network.cuts.length === 0) throw new Impossible('nothing is cut');
          this.#network.heal();
          return;
        case 'show':
          this.#lines.push(...this.#show(command.id));
          return;
        case 'violates':
        case 'mark':
        case 'repeats':
        case 'differs':
          this.#lines.push(...(this.#judge.claim?.(command, this.#standing(line)) ?? []));
          return;
        case 'without':
        case 'cluster':
        case 'disk':
      }
    });
  }

  #told(what: () => void): readonly string[] {
    this.#lines = [];
    what();
    return [...this.#lines, ...(this.#judge.remarks?.() ?? [])].map((line) => `> ${line}`);
  }

  #standing(line: number): ScriptStanding {
    const byId = <T>(of: (id: ServerId) => T): Readonly<Record<ServerId, T>> =>
      Object.fromEntries(this.#ids.map((id) => [id, of(id)]));
    return {
      line,
      servers: byId((id) => this.#cluster.server(id)),
      disks: byId((id) => this.#cluster.disk(id)),
      inFlight: this.#network.inFlight.map(({ message }) => message),
      inShort: (id) => this.#inShort(id),
      withLog: (id) => [this.#inShort(id), ...logLines(this.#cluster.disk(id)).map((text) => text.trim())].join('; '),
    };
  }

  #act(action: Action, detail: Detail = 'all'): void {
    this.#perform(action, detail);
    this.#record(action);
  }

  #record(action: Action): void {
    const servers = this.#ids.map((id): [ServerId, ServerSummary] => [id, summaryOf(this.#cluster.server(id))]);
    const summaries = Object.fromEntries(servers);
    this.trace.push({ line: formatAction(action), servers: summaries });
    for (const message of this.#sentIntoCut.splice(0))
      this.trace.push({ line: formatAction({ type: 'lose', message }), servers: summaries });
  }

  #perform(action: Action, detail: Detail): void {
    switch (action.type) {
      case 'event': {
        this.#step(action, action.id, action.event, detail);
        return;
      }
      case 'deliver':
        this.#take(action.message);
        this.#arrive(action, detail);
        return;
      case 'foreign':
        if (!this.#cluster.isUp(action.id)) throw new Impossible(`${action.id} is down`);
        this.#current = { action, detail };
        this.#cluster.handle(action.id, action.message);
        return;
      case 'lose':
        this.#lose(action.message);
        this.#lines.push(formatAction(action));
        return;
      case 'crash':
        if (!this.#cluster.isUp(action.id)) throw new Impossible(`${action.id} is down already`);
        this.#cluster.crash(action.id);
        this.#lines.push(formatLine({ action, outcome: { server: null, fired: [] } }));
        return;
      case 'restart':
        if (this.#cluster.isUp(action.id)) throw new Impossible(`${action.id} is up already`);
        this.#current = { action, detail };
        this.#cluster.restart(action.id);
    }
  }

  #oldest({ from, to, arrow, crashAfter }: Command & { type: 'oldest' }): void {
    const packet = this.#network.inFlight.find(({ message }) => message.from === from && message.to === to);
    if (!packet) throw new Impossible(`nothing is in flight from ${from} to ${to}`);
    const { message } = packet;
    if (arrow === '⇥') {
      this.#act({ type: 'lose', message });
      return;
    }
    const crash = crashAfter === undefined ? {} : { crashAfter };
    if (arrow === '↯') {
      this.#act({ type: 'deliver', message, corrupted: true, ...crash });
      return;
    }
    if (arrow === '⇉') this.#network.duplicate(packet, { message });
    this.#act({ type: 'deliver', message, ...crash });
  }

  #settle(ids: readonly ServerId[], isQuiet: boolean): void {
    const count = this.#arriveAll(ids);
    if (count === 0) throw new Impossible(`nothing is in flight between ${ids.join(' ')}`);
    if (isQuiet) this.#lines = [`${count} messages`, ...this.#ids.map((id) => this.#inShort(id))];
  }

  /** All that is in flight between these servers, and what it leads to; gives how many messages it was. */
  #arriveAll(ids: readonly ServerId[]): number {
    const next = (): Message | undefined =>
      this.#network.inFlight.find(({ message: { from, to } }) => ids.includes(from) && ids.includes(to))?.message;
    let count = 0;
    for (let message = next(); message; message = next(), count++) {
      if (count > SETTLE_MAX) throw new Impossible(`still talking after ${SETTLE_MAX} messages`);
      this.#act({ type: this.#cluster.isUp(message.to) ? 'deliver' : 'lose', message }, 'outside');
    }
    return count;
  }

  /** As long as an election timeout: leaders have reminded their followers by then, and what was sent has arrived. */
  #wait(ids: readonly ServerId[]): void {
    const timeout = (id: ServerId, timer: TimerName): Action => ({
      type: 'event',
      id,
      event: { type: 'timeout', timer },
    });
    this.#timers.begin();
    for (const id of this.#ids)
      if (this.#timers.isRunning(id, 'heartbeat')) this.#act(timeout(id, 'heartbeat'), 'outside');
    for (const id of ids) {
      this.#arriveAll(this.#ids);
      for (const [other, timer] of this.#shorter()) this.#act(timeout(other, timer), 'outside');
      const timer = ofLength('electionTimeout').find((name) => this.#timers.isRunning(id, name)) ?? 'election';
      if (!this.#timers.isRunning(id, timer)) this.#lines.push(`the ${timer} timer of ${id} does not run`);
      else if (this.#timers.wasRestarted(id, timer)) this.#lines.push(`the ${timer} timer of ${id} was restarted`);
      else this.#act(timeout(id, timer));
    }
  }

  /** The timers that run out before any election timer does, and were not restarted. */
  #shorter(): readonly (readonly [ServerId, TimerName])[] {
    return this.#ids.flatMap((id) =>
      ofLength('minimumElectionTimeout').flatMap((timer) =>
        this.#timers.isRunning(id, timer) && !this.#timers.wasRestarted(id, timer) ? [[id, timer] as const] : [],
      ),
    );
  }

  #cut(sides: readonly (readonly ServerId[])[]): void {
    const missing = this.#ids.find((id) => !sides.flat().includes(id));
    if (missing !== undefined) throw new Impossible(`cut says on which side each server is, but not ${missing}`);
    this.#network.heal();
    this.#network.cut(linksAcross(sides));
    const lost = this.#network.inFlight.filter(({ message }) => this.#network.isCut(message));
    for (const { message } of lost) this.#act({ type: 'lose', message });
  }

  #lose(message: Message): void {
    const packet = this.#network.find(message);
    if (!packet) throw new Impossible('this message is not in flight, and has never arrived');
    this.#network.lose(packet);
  }

  /** Takes a message out of the network. One that has arrived before may arrive again, but none is made up. */
  #take(message: Message): void {
    const packet = this.#network.find(message);
    if (packet) {
      this.#network.arrive(packet);
      return;
    }
    const mayComeAgain = this.#network.findArrived(message) && !this.#network.isCut(message);
    if (!mayComeAgain) throw new Impossible('this message is not in flight, and has never arrived');
  }

  #arrive(action: StepAction & { type: 'deliver' }, detail: Detail): void {
    const message = arrivingIn(action);
    if (action.corrupted && message === action.message) throw new Impossible('only snapshot data can be corrupted');
    this.#step(action, message.to, message, detail);
  }

  #step(action: StepAction, id: ServerId, event: Event, detail: Detail): void {
    if (!this.#cluster.isUp(id)) throw new Impossible(`${id} is down`);
    this.#current = { action, detail };
    if (event.type === 'timeout') this.#timers.expire(id, event.timer);
    const { effects } = this.#cluster.handle(id, event, action.crashAfter);
    if (action.crashAfter !== undefined && action.crashAfter > effects.length) {
      throw new Impossible(`the step has ${effects.length} effects only`);
    }
  }

  #send(message: Message): void {
    if (this.#network.isCut(message)) this.#sentIntoCut.push(message);
    else this.#network.send({ message });
  }

  #observe(observation: Observation): void {
    const { action, detail } = this.#current ?? {};
    if (!action || !detail) throw new Error('a step that nobody asked for');
    const { id, after, fired, effects, executed, crashed } = observation;
    this.#lines.push(formatLine({ action, outcome: { server: crashed ? null : after, fired } }));
    for (const [place, effect] of effects.entries()) {
      const cut = effect.type === 'send' && this.#network.isCut(effect.message) ? ' (cut)' : '';
      const isTold = detail === 'all' || (detail === 'outside' && isOutside(effect));
      if (isTold) this.#lines.push(`  ${place < executed ? '' : 'not done: '}${formatEffect(effect)}${cut}`);
    }
    for (const clause of fired) this.fired.add(clause);
    const broken = this.#judge.broken?.(observation, this.#cluster.disk(id), this.trace.length);
    if (broken !== undefined) throw new Impossible(`a broken invariant: ${broken}`);
  }

  #inShort(id: ServerId): string {
    const server = this.#cluster.server(id);
    return `${id} ${server ? formatServer(server) : 'down'}`;
  }

  #show(id: ServerId): readonly string[] {
    const server = this.#cluster.server(id);
    const disk = this.#cluster.disk(id);
    if (server) return [this.#inShort(id), ...logLines(disk), ...statusLines(server)];
    return [`${id} down, on its disk term=${disk.currentTerm} vote=${disk.votedFor ?? 'none'}`, ...logLines(disk)];
  }
}

/** Can it be seen from outside of the cluster? */
const isOutside = (effect: Effect): boolean =>
  ['apply', 'restoreSnapshot', 'reply', 'reject'].includes(effect.type) || isPageEffect(effect);

const logLines = ({ log, snapshot }: Durable): readonly string[] => [
  ...(snapshot
    ? [`  snapshot ${snapshot.lastIncludedIndex}@${snapshot.lastIncludedTerm} ${JSON.stringify(snapshot.data)}`]
    : []),
  `  log ${entriesText(log)}`,
];

const entriesText = (log: Log): string =>
  entriesBetween(log, 1, log.lastIndex)
    .map((entry, place) => `${log.snapshotIndex + 1 + place}@${entry.term} ${contentText(entry)}`)
    .join(', ') || 'empty';

const statusLines = (server: Server): readonly string[] => [
  `  commitIndex=${server.commitIndex} lastApplied=${server.lastApplied} leader=${server.leaderId ?? 'unknown'}`,
  ...(server.role === 'candidate' ? [`  votes ${server.votesGranted.join(' ')}`] : []),
  ...Object.keys(server.nextIndex).map((peer) => {
    const offset = server.snapshotOffset[peer] ?? 0;
    const kept = server.outgoingSnapshot[peer];
    const indexes = `nextIndex=${server.nextIndex[peer] ?? 0} matchIndex=${server.matchIndex[peer] ?? 0}`;
    const how = server.pipelining[peer] ? 'pipelining' : 'probing';
    return `  ${peer} ${indexes} ${how}${offset > 0 ? ` snapshotOffset=${offset}` : ''}${kept ? ` of snapshot ${kept.lastIncludedIndex}` : ''}`;
  }),
  ...(server.incomingSnapshot
    ? [
        `  arriving snapshot ${server.incomingSnapshot.lastIncludedIndex} ${JSON.stringify(server.incomingSnapshot.data)}`,
      ]
    : []),
];
