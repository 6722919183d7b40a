/**
 * One random run: a cluster of the protocol, and the reference's own servers, which are told of the same events and must do the
 * same. The reference never looks at the protocol's servers. Only what a crash leaves to chance, whether the write was still
 * done, it takes from the disk.
 */

import { Cluster } from '../../../src/cluster/cluster.ts';
import type { CrashPoint } from '../../../src/cluster/executor.ts';
import { attempt } from '../../../src/cluster/failure.ts';
import { linksAcross } from '../../../src/cluster/links.ts';
import { Network, type Packet } from '../../../src/cluster/network.ts';
import { perform } from '../../../src/cluster/perform.ts';
import { digestOfCommands, type StateMachines, stateMachines } from '../../../src/cluster/stateMachines.ts';
import { type Protocol, timersIn } from '../../../src/core/protocol.ts';
import { createServer } from '../../../src/core/server.ts';
import { figureTimers } from '../../../src/core/timers.ts';
import type { Durable, Effect, LocalEvent, Message, Server, ServerId, TimerName } from '../../../src/core/types.ts';
import { type Action, formatAction, formatLine } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import type { Violation } from '../../../src/trace/recording.ts';
import {
  type Difference,
  differenceFromRestart,
  differenceFromStep,
  differenceOfServer,
  diskOf,
} from '../../oracle/difference.ts';
import { referencePages } from '../../oracle/extensions/index.ts';
import {
  type ReferenceDisk,
  type ReferencePages,
  type ReferenceServer,
  referenceRestart,
  referenceStep,
} from '../../oracle/reference.ts';
import { Monitor } from '../../properties/index.ts';
import { statesOf } from '../../properties/statesOf.ts';
import { Milestones } from './milestones.ts';
import { isLong, type Swarm } from './swarm.ts';

/** The reference's side of one server. */
interface Twin {
  /** null: down. */
  server: ReferenceServer | null;
  disk: ReferenceDisk;
}

export class Lockstep {
  readonly swarm: Swarm;
  readonly cluster: Cluster;
  readonly network = new Network(OLD_MAX);
  readonly milestones = new Milestones();
  readonly monitor: Monitor;
  /** What has happened, for a replay. */
  readonly actions: Action[] = [];
  /** What servers have to be told, now that their writes are done. */
  owed: readonly { readonly id: ServerId; readonly event: LocalEvent }[] = [];
  /** The first difference from the reference. From there on the two go different ways and are compared no more. */
  difference: Difference | undefined;
  readonly #machines: StateMachines;
  readonly #twins: ReadonlyMap<ServerId, Twin>;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #pages: ReferencePages;
  readonly #protocol: Protocol;
  #observed: Observation | undefined;
  #commands = 0;

  constructor(swarm: Swarm, protocol: Protocol, trace?: (line: string) => void) {
    const { servers: ids, options, snapshotLength } = swarm;
    this.swarm = swarm;
    this.#trace = trace;
    this.#pages = referencePages(protocol.extensions);
    this.#protocol = protocol;
    const machine = digestOfCommands(snapshotLength);
    this.#machines = stateMachines(machine);
    const second = { step: () => this.difference, restart: () => this.difference };
    this.monitor = new Monitor({ stateAfter: statesOf(() => this.monitor.ghost, machine), second });
    this.cluster = new Cluster(
      { ids, protocol, options },
      {
        ...this.#machines.surroundings,
        send: (message) => this.network.send({ message }),
        crashed: (id) => this.#crashed(id),
        owes: (id, event) => {
          this.owed = [...this.owed, { id, event }];
        },
        observe: (observation) => this.#observe(observation),
        restarted: (id, server) => this.#restarted(id, server),
      },
    );
    this.monitor.watcher.begin(this.cluster);
    this.#twins = new Map(
      ids.map((id) => {
        const disk = diskOf(createServer({ id, servers: ids, options }));
        return [id, { server: null, disk }];
      }),
    );
    this.#begin(swarm.opening);
  }

  /** Is there nothing more to learn from this run? */
  get isOver(): boolean {
    return this.monitor.isOver;
  }

  /** What is to be said at the end of the run. All servers are compared once more: no step may have changed another server. */
  conclude(): Violation | undefined {
    for (const [id, twin] of this.#twins) this.#compareIdle(twin, this.cluster.server(id));
    return this.monitor.verdict;
  }

  #compareIdle(twin: Twin, server: Server | null): void {
    if (this.difference || !server || !twin.server) return;
    const difference = differenceOfServer(twin.server, server);
    this.#found(difference);
    if (difference) this.monitor.found('SP-18', difference);
  }

  /** The server's timer runs out, or a client or the state machine asks for something. */
  happen(id: ServerId, event: LocalEvent, crashAfter?: CrashPoint): void {
    this.#perform({ type: 'event', id, event }, crashAfter);
  }

  clientCommand(id: ServerId, crashAfter?: CrashPoint): void {
    this.#commands++;
    this.happen(id, { type: 'clientCommand', command: `c${this.#commands}` }, crashAfter);
  }

  /** Several at once. */
  clientCommands(id: ServerId, count: number, crashAfter?: CrashPoint): void {
    const commands = Array.from({ length: count }, () => `c${++this.#commands}`);
    this.happen(id, { type: 'clientCommands', commands }, crashAfter);
  }

  /** A client wants to read. */
  read(id: ServerId, crashAfter?: CrashPoint): void {
    this.#commands++;
    this.happen(id, { type: 'read', id: `r${this.#commands}` }, crashAfter);
  }

  /** A server is told what it is owed. */
  tell(place: number, crashAfter?: CrashPoint): void {
    const told = this.owed[place];
    if (!told) return;
    this.owed = this.owed.filter((other) => other !== told);
    this.happen(told.id, told.event, crashAfter);
  }

  /** The state machine writes itself down; `ahead` by so many entries, which is too early. */
  compact(id: ServerId, ahead: number, crashAfter?: CrashPoint): void {
    const { index, data } = this.#machines.snapshot(id);
    this.happen(id, { type: 'compact', index: index + ahead, data }, crashAfter);
  }

  /** A message arrives. It is still under way if a copy of it is. */
  deliver(message: Message, crashAfter?: CrashPoint, isCorrupted = false): void {
    this.#perform({ type: 'deliver', message, ...(isCorrupted && { corrupted: true }) }, crashAfter);
  }

  lose(packet: Packet): void {
    this.network.lose(packet);
    this.#perform({ type: 'lose', message: packet.message });
  }

  crash(id: ServerId): void {
    this.#perform({ type: 'crash', id });
  }

  restart(id: ServerId): void {
    this.#perform({ type: 'restart', id });
  }

  partition(side: readonly ServerId[]): void {
    this.network.heal();
    this.network.cut(linksAcross([side, this.cluster.ids.filter((id) => !side.includes(id))]));
    this.#trace?.(`# ${side.join(' ')} can't be reached`);
  }

  heal(): void {
    this.network.heal();
    this.#trace?.('# everyone can be reached');
  }

  /** Something arrives at a server that can't have come from its cluster. */
  foreign(to: ServerId, message: Message): void {
    this.#perform({ type: 'foreign', id: to, message });
  }

  #begin({ leader, entries, behind, tail, heir, inherited, compacts }: Swarm['opening']): void {
    for (const id of this.swarm.servers) this.restart(id);
    if (leader === null) return;
    this.#elect(leader);
    if (behind !== null) this.partition([behind]);
    this.#command(leader, entries);
    this.#settle();
    if (heir !== null) {
      this.partition([leader]);
      this.#command(leader, tail);
      this.#elect(heir);
      this.#command(heir, inherited);
      this.#settle();
    }
    if (compacts) this.#compactFor(heir ?? leader);
    this.heal();
    if (heir !== null) this.#command(heir, 1);
    if (isLong(this.swarm)) this.#settle();
  }

  /** What is under way to those who are cut off is lost, and their leader has only a snapshot left for them. */
  #compactFor(leader: ServerId): void {
    for (const packet of [...this.network.inFlight]) this.lose(packet);
    if (this.cluster.isUp(leader)) this.compact(leader, 0);
    if (this.cluster.isUp(leader)) this.happen(leader, { type: 'timeout', timer: 'heartbeat' });
  }

  #command(id: ServerId, times: number): void {
    for (let count = 0; count < times && this.cluster.isUp(id); count++) this.clientCommand(id);
  }

  /** The timers that optional pages have in the role of a running server. */
  pageTimersOf(id: ServerId): readonly TimerName[] {
    const server = this.cluster.server(id);
    if (!server) return [];
    return timersIn(this.#protocol, server.role).filter((timer) => !Object.hasOwn(figureTimers, timer));
  }

  /** Whoever is asked has heard nothing for so long that each timer of the pages has expired. */
  #elect(id: ServerId): void {
    if (!this.cluster.isUp(id)) return;
    for (const other of this.cluster.ids) {
      if (other === id || this.network.isCut({ from: id, to: other })) continue;
      for (const timer of this.pageTimersOf(other)) this.happen(other, { type: 'timeout', timer });
    }
    this.happen(id, { type: 'timeout', timer: 'election' });
    this.#settle();
  }

  /** Everything that can arrives, in the order in which it was sent. */
  #settle(): void {
    for (let count = 0; count < SETTLE_MAX; count++) {
      this.tell(0);
      const packet = this.network.inFlight.find(({ message }) => this.canArrive(message));
      if (!packet) return;
      this.network.arrive(packet);
      this.deliver(packet.message);
    }
  }

  canArrive(message: Message): boolean {
    return !this.network.isCut(message) && this.cluster.isUp(message.to);
  }

  #perform(action: Action, crashAfter?: CrashPoint): void {
    this.#observed = undefined;
    this.#attempt(() => perform(action, this.cluster, crashAfter));
    const observation = this.#observed as Observation | undefined;
    const isCuttable = action.type === 'event' || action.type === 'deliver';
    const isStep = isCuttable || action.type === 'foreign';
    const done = isCuttable && observation?.crashed ? { ...action, crashAfter: observation.executed } : action;
    this.actions.push(done);
    if (!this.#trace) return;
    const outcome = isStep &&
      observation && { server: observation.crashed ? null : observation.after, fired: observation.fired };
    this.#trace(outcome ? formatLine({ action: done, outcome }) : formatAction(done));
  }

  #attempt(act: () => unknown): void {
    const attempted = attempt(act);
    if (!attempted.ok) this.monitor.found('SP-18', attempted);
  }

  #observe(observation: Observation): void {
    this.#observed = observation;
    const twin = this.#twin(observation.id);
    const before = this.difference;
    if (!before && twin.server) {
      const expected = referenceStep(twin.server, observation.event, this.#pages);
      this.#found(differenceFromStep(expected, observation));
      if (observation.crashed) {
        if (hasWritten(observation)) twin.disk = expected.server;
      } else {
        twin.disk = twin.server = expected.server;
      }
    }
    this.monitor.watcher.observe(observation);
    this.milestones.observe(observation, this.monitor.ghost);
  }

  #crashed(id: ServerId): void {
    this.owed = this.owed.filter((told) => told.id !== id);
    this.#twin(id).server = null;
    this.#machines.surroundings.crashed?.(id);
  }

  #restarted(id: ServerId, server: Server): void {
    if (this.cluster.decisionsDiffer) {
      this.monitor.watcher.restarted(id, server);
      return;
    }
    const twin = this.#twin(id);
    twin.server = referenceRestart(twin.disk, this.#pages);
    const disk: Durable = this.cluster.disk(id);
    if (!this.difference) this.#found(differenceFromRestart(twin.server, disk, server));
    this.monitor.watcher.restarted(id, server);
  }

  #found(difference: Difference | undefined): void {
    this.difference ??= difference;
  }

  #twin(id: ServerId): Twin {
    const twin = this.#twins.get(id);
    if (!twin) throw new Error(`there is no server ${id}, only ${this.cluster.ids.join(' ')}`);
    return twin;
  }
}

/** So many of the messages that are gone are kept, in case that they come again. */
const OLD_MAX = 48;

/** The first leader of a working cluster has told everything to everyone long before. */
const SETTLE_MAX = 400;

const hasWritten = ({ effects, executed }: Observation): boolean =>
  effects.slice(0, executed).some(({ type }: Effect) => type === 'persist');
