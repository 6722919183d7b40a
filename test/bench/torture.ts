/** Events a second of torture, and how much of it is the checking. */
import { Monitor } from '../../model/properties/index.ts';
import { statesOf } from '../../model/properties/statesOf.ts';
import { Faults } from '../../model/runs/torture/faults.ts';
import { runTorture } from '../../model/runs/torture/index.ts';
import { HostileNetwork } from '../../model/runs/torture/network.ts';
import { drawSettings, type Settings } from '../../model/runs/torture/settings.ts';
import type { Watcher } from '../../src/cluster/cluster.ts';
import { digestOfCommands, type StateMachines, stateMachines } from '../../src/cluster/stateMachines.ts';
import { randomOf } from '../../src/sim/random.ts';
import { Simulator } from '../../src/sim/simulator.ts';
import type { Schedule } from '../../src/sim/time.ts';
import { cpuSeconds, median, type Result, short, times } from './measure.ts';

const SERVERS = 5;
const RUNS = 100;
const WARM_UP = 30;

const settingsOf = (seed: number): Settings => drawSettings(randomOf(seed).fork());

/** The first seeds whose runs have five servers. */
const seeds = (count: number): readonly number[] => {
  const found: number[] = [];
  for (let seed = 1; found.length < count; seed++) if (settingsOf(seed).servers.length === SERVERS) found.push(seed);
  return found;
};

/** The first phase of a run, with a client, and watched or not. The same events happen either way. */
const faultyPhase = (seed: number, isWatched: boolean): number => {
  const settings = settingsOf(seed);
  const { servers, snapshotLength } = settings;
  const machine = digestOfCommands(snapshotLength);
  const monitor: Monitor = new Monitor({ stateAfter: statesOf(() => monitor.ghost, machine) });
  const machines = stateMachines(machine);
  const watcher: Watcher = { ...machines.surroundings, ...(isWatched && monitor.watcher) };
  const permit = () => true;
  const network = new HostileNetwork(settings, permit);
  const faults = new Faults(settings, permit, network, randomOf(seed));
  const simulator = new Simulator({
    ids: servers,
    options: settings.options,
    seed,
    timing: settings,
    network,
    watcher,
    crashPoint: faults.crashPoint,
  });
  for (const id of servers) simulator.restart(id);
  simulator.spawn(faults.script(simulator));
  simulator.spawn(clients(simulator, settings, machines));
  simulator.runUntil(Number.POSITIVE_INFINITY, () => simulator.events >= settings.steps);
  return simulator.events;
};

/** Commands for everybody, and a compaction now and then. */
function* clients(simulator: Simulator, settings: Settings, machines: StateMachines): Schedule {
  for (let count = 1; ; count++) {
    yield settings.commandIntervalMs;
    for (const id of settings.servers) {
      simulator.handle(id, { type: 'clientCommand', command: `c${count}` });
      if (simulator.random.chance(settings.compactChance))
        simulator.handle(id, { type: 'compact', ...machines.snapshot(id) });
    }
  }
}

const throughput = (runs: readonly number[], run: (seed: number) => number): number => {
  let events = 0;
  const seconds = cpuSeconds(() => {
    for (const seed of runs) events += run(seed);
  });
  return events / seconds;
};

export const benchTorture = (): Result => {
  const runs = seeds(RUNS);
  const run = (seed: number): number => runTorture({ seed }).steps;
  throughput(runs.slice(0, WARM_UP), run);
  const eventsPerSecond = throughput(runs, run);
  for (const isWatched of [true, false]) throughput(runs.slice(0, WARM_UP), (seed) => faultyPhase(seed, isWatched));
  const pairs = runs.map((seed) => ({
    watched: throughput([seed], (one) => faultyPhase(one, true)),
    unwatched: throughput([seed], (one) => faultyPhase(one, false)),
  }));
  const watched = median(pairs.map((pair) => pair.watched));
  const unwatched = median(pairs.map((pair) => pair.unwatched));
  const ratio = median(pairs.map((pair) => pair.unwatched / pair.watched));
  return {
    numbers: { servers: SERVERS, runs: RUNS, eventsPerSecond, faultyPhase: { watched, unwatched, ratio } },
    lines: [
      `${RUNS} whole runs, ${SERVERS} servers, every property and contract after every step: ${short(eventsPerSecond)} events/s of CPU`,
      `their faulty phase alone, the median run: ${short(watched)} events/s watched, ${short(unwatched)} unwatched (checking makes it ${times(ratio)} as long)`,
    ],
  };
};
