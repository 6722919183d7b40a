/** Journals of a cluster in virtual time: what its servers would have recorded, file by file and line by line. */
import type { JournalFile } from '../../../../model/runs/journals/source.ts';
import { type JournalVerdict, validateJournals } from '../../../../model/runs/journals/validation.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../../src/core/protocol.ts';
import { defaultOptions } from '../../../../src/core/server.ts';
import type { Event, ExtensionId, Message, Server, ServerId } from '../../../../src/core/types.ts';
import { Simulator } from '../../../../src/sim/simulator.ts';
import type { Schedule } from '../../../../src/sim/time.ts';
import {
  formatJournalHead,
  formatJournalLine,
  type JournalBeginning,
  parseJournalHead,
} from '../../../../src/trace/journal.ts';
import type { Observation } from '../../../../src/trace/observation.ts';

/** A file, its head first. */
export type Lines = string[];

/** The files of each server. */
export type Recorded = Record<ServerId, Lines[]>;

export interface RecordedRun {
  readonly seed: number;
  readonly protocol?: Protocol;
  readonly extensions?: readonly ExtensionId[];
  readonly virtualMs?: number;
  readonly size?: number;
  /** A file has so many lines at most. */
  readonly linesAFile?: number;
  /** A server is killed and comes back each so many milliseconds. */
  readonly killEveryMs?: number;
  /** A server compacts its log each so many milliseconds. */
  readonly compactEveryMs?: number;
  /** A state has so many characters, if it is not short. */
  readonly stateLength?: number;
  readonly commandEveryMs?: number;
  /** A command has so many characters, if it is not short. */
  readonly commandLength?: number;
}

const actionOf = (id: ServerId, event: Event) =>
  'from' in event ? ({ type: 'deliver', message: event } as const) : ({ type: 'event', id, event } as const);

class Recorder {
  readonly files: Recorded = {};
  readonly #times = new Map<ServerId, number>();
  readonly #servers = new Map<ServerId, Server>();
  readonly #run: RecordedRun;
  readonly #ids: readonly ServerId[];

  constructor(run: RecordedRun, ids: readonly ServerId[]) {
    this.#run = run;
    this.#ids = ids;
    for (const id of ids) this.files[id] = [];
  }

  begin(id: ServerId, server: Server, begins: JournalBeginning['begins']): void {
    const files = this.files[id] ?? [];
    const { extensions = [] } = this.#run;
    const owner = { id, cluster: 'test', servers: this.#ids, options: defaultOptions, extensions };
    files.push([formatJournalHead({ ...owner, number: files.length + 1, begins, server })]);
    this.#servers.set(id, server);
  }

  step({ id, event, after, fired }: Observation, nowMs: number): void {
    const { linesAFile = Infinity } = this.#run;
    const before = this.#servers.get(id);
    if (before && (this.files[id]?.at(-1)?.length ?? 0) > linesAFile) this.begin(id, before, 'rotation');
    const timeUs = Math.max(Math.round(nowMs * 1000), (this.#times.get(id) ?? 0) + 1);
    this.#times.set(id, timeUs);
    this.files[id]?.at(-1)?.push(formatJournalLine(timeUs / 1000, actionOf(id, event), { server: after, fired }));
    this.#servers.set(id, after);
  }
}

/** What the servers of a run would have recorded. */
export const recordedRun = (run: RecordedRun): Recorded => {
  const {
    seed,
    virtualMs = 2000,
    size = 3,
    killEveryMs,
    compactEveryMs,
    commandEveryMs = 20,
    stateLength = 0,
    commandLength = 0,
    extensions,
  } = run;
  const ids = Array.from({ length: size }, (_, place) => `S${place + 1}`);
  const recorder = new Recorder(run, ids);
  const simulator = new Simulator({
    ids,
    seed,
    protocol: run.protocol ?? protocolWith(extensions),
    timing: { electionTimeoutMs: 100, electionTimeoutSpreadMs: 100, heartbeatIntervalMs: 30 },
    network: { route: (_: Message, random) => [{ delayMs: random.between(1, 5) }], admits: () => true },
    watcher: {
      observe: (observation) => recorder.step(observation, simulator.nowMs),
      restarted: (id, server) => recorder.begin(id, server, 'restart'),
    },
  });
  for (const id of ids) simulator.restart(id);
  const { random } = simulator;
  const each = function* (everyMs: number, act: (count: number) => void): Schedule {
    for (let count = 1; ; count++) {
      yield everyMs;
      act(count);
    }
  };
  simulator.spawn(
    each(commandEveryMs, (count) => {
      for (const { id, role } of simulator.cluster.running)
        if (role === 'leader')
          simulator.handle(id, { type: 'clientCommand', command: `c${count}`.padEnd(commandLength, '.') });
    }),
  );
  if (killEveryMs !== undefined)
    simulator.spawn(
      each(killEveryMs, () => {
        const id = random.pick(ids);
        simulator.crash(id);
        simulator.after(50, () => simulator.restart(id));
      }),
    );
  if (compactEveryMs !== undefined)
    simulator.spawn(
      each(compactEveryMs, (count) => {
        const id = random.pick(ids);
        const index = simulator.cluster.server(id)?.lastApplied ?? 0;
        simulator.handle(id, { type: 'compact', index, data: `state ${count}`.padEnd(stateLength, '.') });
      }),
    );
  simulator.runUntil(virtualMs);
  return recorder.files;
};

/** The journals of some of the servers, as they are read. */
export const filesOf = (
  recorded: Recorded,
  among = Object.keys(recorded),
): ReadonlyMap<ServerId, readonly JournalFile[]> =>
  new Map(among.map((id) => [id, (recorded[id] ?? []).map((lines, place) => fileOf(`${id}.${place + 1}`, lines))]));

const fileOf = (name: string, [head = '', ...rest]: Lines): JournalFile => {
  const parsed = parseJournalHead(head);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.because}`);
  return {
    name,
    head: parsed.value,
    lines: (function* () {
      yield* rest;
      return '';
    })(),
  };
};

export const verdictOf = (recorded: Recorded, among?: readonly ServerId[]): JournalVerdict =>
  validateJournals({ journals: filesOf(recorded, among ? [...among] : undefined) });
