// Room model/runs. How the protocol is run: labs, torture, lock-step, scenarios, conformance, studies.
// What may be touched here: a scenario, a fault, a schedule. Whatever is left to chance comes from the one seed, so
// that each run can be done again.

/**
 * Torture: a cluster under every fault that it has to survive, with all safety properties checked after every step, then
 * healed, to see whether it comes to life. Everything follows from one seed.
 */

import { attempt } from '../../../src/cluster/failure.ts';
import { digestOfCommands, type StateMachines, stateMachines } from '../../../src/cluster/stateMachines.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { LocalEvent, ServerId } from '../../../src/core/types.ts';
import { type Random, randomOf } from '../../../src/sim/random.ts';
import { Simulator } from '../../../src/sim/simulator.ts';
import type { Schedule } from '../../../src/sim/time.ts';
import type { Setting, Violation } from '../../../src/trace/recording.ts';
import { Monitor } from '../../properties/index.ts';
import { statesOf } from '../../properties/statesOf.ts';
import { Faults } from './faults.ts';
import { watchHandover } from './handover.ts';
import { heal } from './healing.ts';
import { watchLeadership } from './leadership.ts';
import { HostileNetwork } from './network.ts';
import { watchOneWay } from './oneWay.ts';
import { watchReads } from './reads.ts';
import type { FaultKind, TortureReport, TortureSettings } from './report.ts';
import { drawSettings, type Settings } from './settings.ts';
import { watchCorruption, watchTransfer } from './transfer.ts';

/** What a torture run is made from. */
export interface TortureOptions {
  /** The whole run follows from it: a whole number from 0 on. */
  readonly seed: number;
  /** What runs on every server; the shipped protocol if not given. */
  readonly protocol?: Protocol;
  /** Watch nothing but the five properties of Figure 3 and the goals? */
  readonly isCoreOnly?: boolean;
  /** Called with every line of the trace. */
  readonly trace?: (line: string) => void;
}

/** No run takes longer than this, whatever its settings. */
const MAX_VIRTUAL_MS = 120_000;

/**
 * One run. The same options give the same report, and the same trace.
 *
 * @example
 * ```ts
 * import { runTorture } from 'figure2/model';
 *
 * const { ok, seed } = runTorture({ seed: 1 });
 * console.log(ok, seed); // true 1
 * ```
 */
export const runTorture = ({
  seed,
  protocol = shippedProtocol,
  isCoreOnly = false,
  trace,
}: TortureOptions): TortureReport => {
  const random = randomOf(seed);
  const settings = drawSettings(random.fork());
  const faults: Partial<Record<FaultKind, number>> = {};
  const permit = (kind: FaultKind): boolean => {
    const used = faults[kind] ?? 0;
    if (used >= (settings.budget[kind] ?? 0)) return false;
    faults[kind] = used + 1;
    return true;
  };
  const machine = digestOfCommands(settings.snapshotLength);
  const stateAfter = statesOf(() => monitor.ghost, machine);
  const monitor: Monitor = new Monitor({ stateAfter, isCoreOnly });
  const machines = stateMachines(machine);
  const network = new HostileNetwork(settings, permit);
  const injector = new Faults(settings, permit, network, random.fork());
  const simulator = new Simulator({
    ids: settings.servers,
    protocol,
    options: settings.options,
    seed: random.between(0, 0x7fffffff),
    timing: settings,
    network,
    crashPoint: injector.crashPoint,
    watcher: { ...monitor.watcher, ...machines.surroundings, ...(trace && { trace }) },
  });
  const attempted = attempt(() => runPhases(simulator, settings, monitor, machines, network, injector, random.fork()));
  if (!attempted.ok) monitor.found('SP-18', attempted);
  const violation = monitor.verdict;
  return {
    ok: violation === undefined,
    seed,
    settings: reportedSettings(settings),
    steps: monitor.steps,
    virtualSeconds: simulator.nowMs / 1000,
    faults,
    properties: monitor.checked,
    clauses: monitor.fired,
    decisions: monitor.decisions,
    ...(violation && { violation }),
  };
};

/** A run that violates something, with all that is needed to make it happen again. */
export interface BrokenTorture {
  readonly violation: Violation;
  readonly setting: Setting;
  /** The whole trace. */
  readonly lines: readonly string[];
}

/** The run of a seed with its trace; undefined: it violates nothing. */
export const brokenTorture = (seed: number, protocol: Protocol): BrokenTorture | undefined => {
  const lines: string[] = [];
  const { violation, settings } = runTorture({ seed, protocol, trace: (line) => lines.push(line) });
  const { servers, options, snapshotLength } = settings;
  return violation && { violation, setting: { servers, options, snapshotLength }, lines };
};

const runPhases = (
  simulator: Simulator,
  settings: Settings,
  monitor: Monitor,
  machines: StateMachines,
  network: HostileNetwork,
  injector: Faults,
  random: Random,
): void => {
  const isBroken = (): boolean => monitor.isOver;
  for (const id of settings.servers) simulator.restart(id);
  let isHealing = false;
  simulator.spawn(client(simulator, settings, random.fork(), () => isHealing));
  simulator.spawn(compactor(simulator, settings, machines, random.fork()));
  simulator.spawn(injector.script(simulator));
  simulator.runUntil(MAX_VIRTUAL_MS, () => isBroken() || monitor.steps >= settings.steps);
  if (isBroken()) return;
  isHealing = true;
  injector.stop();
  network.healForGood();
  for (const id of settings.servers) {
    if (settings.permanentlyDown.includes(id)) simulator.crash(id);
    else simulator.restart(id);
  }
  const { leader, progress } = heal(simulator, settings, isBroken);
  monitor.found('LP-1', leader);
  monitor.found('LP-2', progress);
  if (progress !== 'holds') return;
  const leadership = watchLeadership(simulator, settings, isBroken);
  monitor.found('LP-3', leadership);
  if (leadership !== 'holds') return;
  const outrun = watchTransfer(simulator, settings, machines, isBroken);
  monitor.found('LP-4', outrun);
  if (outrun === 'holds') monitor.found('LP-4', watchCorruption(simulator, settings, machines, network, isBroken));
  monitor.found('LT-10', watchHandover(simulator, settings, random, isBroken));
  monitor.found('RI-15', watchReads(simulator, settings, network, isBroken));
  monitor.found('CQ-13', watchOneWay(simulator, settings, network, random.fork(), isBroken));
};

/** A client that sends commands, mostly to whoever leads or believes so. */
function* client(simulator: Simulator, settings: Settings, random: Random, isOver: () => boolean): Schedule {
  for (let count = 1; ; count++) {
    yield random.between(1, 2 * settings.commandIntervalMs);
    if (isOver()) return;
    const leaders = simulator.cluster.running.filter(({ role }) => role === 'leader').map(({ id }) => id);
    const isAny = leaders.length === 0 || random.chance(settings.anyServerChance);
    const to: ServerId = random.pick(isAny ? settings.servers : leaders);
    if (simulator.cluster.extensions.includes('leadership-transfer') && random.chance(0.2)) {
      simulator.handle(to, { type: 'transferLeadership', target: random.pick([...settings.servers, 'S0']) });
      continue;
    }
    if (simulator.cluster.extensions.includes('read-index') && random.chance(0.5)) {
      simulator.handle(random.pick(settings.servers), { type: 'read', id: `r${count}` });
      continue;
    }
    const isBatch = simulator.cluster.extensions.includes('client-batches') && random.chance(0.5);
    simulator.handle(to, isBatch ? batchOf(count, random) : { type: 'clientCommand', command: `c${count}` });
  }
}

/** Several commands at once, and now and then none. */
const batchOf = (count: number, random: Random): LocalEvent => ({
  type: 'clientCommands',
  commands: Array.from({ length: random.between(0, 4) }, (_, place) => `c${count}.${place}`),
});

/** Servers that compact their logs now and then; and sometimes ask for what is refused. */
function* compactor(simulator: Simulator, settings: Settings, machines: StateMachines, random: Random): Schedule {
  for (;;) {
    yield random.between(5, 50);
    for (const id of settings.servers) {
      if (!random.chance(settings.compactChance) || !simulator.cluster.isUp(id)) continue;
      const { index, data } = machines.snapshot(id);
      const tooFar = random.chance(0.05) ? random.between(1, 3) : 0;
      simulator.handle(id, { type: 'compact', index: index + tooFar, data });
    }
  }
}

const reportedSettings = (settings: Settings): TortureSettings => {
  const { servers, options, electionTimeoutMs, heartbeatIntervalMs, budget, permanentlyDown, snapshotLength } =
    settings;
  return { servers, options, electionTimeoutMs, heartbeatIntervalMs, budget, permanentlyDown, snapshotLength };
};
