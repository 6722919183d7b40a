/**
 * Everything that can happen in a world, as fast-check commands. A command says what kind of thing happens; which server or which
 * message it happens to follows from a number when its turn has come, so that a run makes sense whatever is left out of it.
 */
import fc from 'fast-check';
import type { CrashPoint } from '../../../src/cluster/executor.ts';
import type { Packet } from '../../../src/cluster/network.ts';
import type { Message, ServerId, TimerName } from '../../../src/core/types.ts';
import type { Lockstep } from './lockstep.ts';
import { type Deed, deeds, type Swarm } from './swarm.ts';

/** What a command comes down to when its turn has come; undefined: it can't happen now. */
type Act = (() => void) | undefined;

/** `pick` decides between what is possible. */
type Chooser = (lockstep: Lockstep, pick: number, crashAfter: CrashPoint | undefined) => Act;

class Command implements fc.Command<Lockstep, Lockstep> {
  readonly #deed: Deed;
  readonly #pick: number;
  readonly #crashAfter: CrashPoint | undefined;

  constructor(deed: Deed, pick: number, crashAfter: CrashPoint | undefined) {
    this.#deed = deed;
    this.#pick = pick;
    this.#crashAfter = crashAfter;
  }

  check(lockstep: Readonly<Lockstep>): boolean {
    return !lockstep.isOver && this.#act(lockstep as Lockstep) !== undefined;
  }

  run(lockstep: Lockstep): void {
    this.#act(lockstep)?.();
  }

  toString(): string {
    return this.#deed;
  }

  #act(lockstep: Lockstep): Act {
    return choosers[this.#deed](lockstep, this.#pick, this.#crashAfter);
  }
}

const PICK_MAX = 2 ** 20;

/**
 * Runs of a swarm. The kinds of commands are as likely as the swarm says.
 *
 * @param replayPath what fast-check said of a run that failed, to shrink it the same way again.
 */
export const commandsOf = (
  swarm: Swarm,
  replayPath?: string,
): fc.Arbitrary<Iterable<fc.Command<Lockstep, Lockstep>>> => {
  const pick = fc.nat(PICK_MAX);
  const luck = fc.nat(999);
  const kinds = deeds
    .filter((deed) => swarm.weights[deed] > 0)
    .map((deed) => ({
      weight: swarm.weights[deed],
      arbitrary: fc
        .tuple(pick, luck)
        .map(([chosen, cut]) => new Command(deed, chosen, crashPointOf(cut, swarm.cutPerMille))),
    }));
  const { maxCommands } = swarm;
  return fc.commands([fc.oneof(...kinds)], {
    maxCommands,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
};

/** The numbers from the top on cut a step; smaller ones, to which fast-check shrinks them, do not. */
const crashPointOf = (luck: number, cutPerMille: number): CrashPoint | undefined =>
  luck < 1000 - cutPerMille ? undefined : (effects) => luck % (effects.length + 1);

/** The item that a number stands for. */
const pickOf = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length];

/** One in so many picks does something that makes little sense. */
const ODD = 13;

/** The message at the place that a number stands for, or else the next one that can arrive. */
const arrivalAt = (lockstep: Lockstep, packets: readonly Packet[], place: number): Packet | undefined => {
  for (let step = 0; step < packets.length; step++) {
    const packet = packets[(place + step) % packets.length];
    if (packet && lockstep.canArrive(packet.message)) return packet;
  }
  return undefined;
};

/** Where servers are owed something, one in so many picks tells one of them, and brings no message. */
const TOLD = 5;

const arrive =
  (from: (lockstep: Lockstep) => readonly Packet[], place: (pick: number) => number, isKept: boolean): Chooser =>
  (lockstep, pick, crashAfter) => {
    const { owed } = lockstep;
    if (!isKept && owed.length > 0 && pick % TOLD === 0) return () => lockstep.tell(pick % owed.length, crashAfter);
    const packet = arrivalAt(lockstep, from(lockstep), place(pick));
    return (
      packet &&
      (() => {
        if (!isKept) lockstep.network.arrive(packet);
        lockstep.deliver(packet.message, crashAfter);
      })
    );
  };

const inFlight = (lockstep: Lockstep): readonly Packet[] => lockstep.network.inFlight;
/** Arrived or lost; the network may hold a second copy of each. */
const old = (lockstep: Lockstep): readonly Packet[] => lockstep.network.gone.map(({ packet }) => packet);

const isCut = (lockstep: Lockstep): boolean => lockstep.network.cuts.length > 0;

const running = (lockstep: Lockstep, isMeant: (id: ServerId) => boolean = () => true): readonly ServerId[] =>
  lockstep.cluster.ids.filter((id) => lockstep.cluster.isUp(id) && isMeant(id));

/** A running server; nearly always one that leads, or one that does not. */
const runningAs = (lockstep: Lockstep, pick: number, leads: boolean): ServerId | undefined => {
  const isMeant = (id: ServerId): boolean => (lockstep.cluster.server(id)?.role === 'leader') === leads;
  return pick % ODD === 0 ? pickOf(running(lockstep), pick) : pickOf(running(lockstep, isMeant), pick);
};

/** The figure's timer, or one that an optional page has in the server's role beside it. */
const timerAt = (lockstep: Lockstep, id: ServerId, timer: TimerName, pick: number): TimerName => {
  const others = lockstep.pageTimersOf(id);
  return others.length === 0 || pick % 2 === 0 ? timer : (pickOf(others, Math.floor(pick / 2)) ?? timer);
};

const withServer = (id: ServerId | undefined, act: (id: ServerId) => void): Act =>
  id === undefined ? undefined : () => act(id);

const choosers: Readonly<Record<Deed, Chooser>> = {
  deliver: arrive(inFlight, (pick) => pick % 3, false),
  reorder: arrive(inFlight, (pick) => pick, false),
  stale: arrive(old, (pick) => (pick % 2 === 0 ? 0 : pick), true),
  duplicate: arrive(inFlight, (pick) => pick, true),
  lose: (lockstep, pick) => {
    const packet = pickOf(inFlight(lockstep), pick);
    return packet && (() => lockstep.lose(packet));
  },
  corrupt: (lockstep, _pick, crashAfter) => {
    const packet = inFlight(lockstep).find(
      ({ message }) => message.type === 'InstallSnapshot' && message.data !== '' && lockstep.canArrive(message),
    );
    return (
      packet &&
      (() => {
        lockstep.network.arrive(packet);
        lockstep.deliver(packet.message, crashAfter, true);
      })
    );
  },
  electionTimeout: (lockstep, pick, crashAfter) =>
    withServer(runningAs(lockstep, pick, false), (id) =>
      lockstep.happen(id, { type: 'timeout', timer: timerAt(lockstep, id, 'election', pick) }, crashAfter),
    ),
  heartbeatTimeout: (lockstep, pick, crashAfter) =>
    withServer(runningAs(lockstep, pick, true), (id) =>
      lockstep.happen(id, { type: 'timeout', timer: timerAt(lockstep, id, 'heartbeat', pick) }, crashAfter),
    ),
  clientCommand: (lockstep, pick, crashAfter) => {
    const { extensions } = lockstep.cluster;
    if (extensions.includes('leadership-transfer') && pick % 5 === 0) {
      const target = pickOf([...lockstep.cluster.ids, STRANGER], Math.floor(pick / 5)) ?? STRANGER;
      return withServer(runningAs(lockstep, pick, true), (id) =>
        lockstep.happen(id, { type: 'transferLeadership', target }, crashAfter),
      );
    }
    const reads = extensions.includes('read-index') && pick % 3 === 0;
    return withServer(reads ? pickOf(running(lockstep), pick) : runningAs(lockstep, pick, true), (id) => {
      if (reads) lockstep.read(id, crashAfter);
      else if (extensions.includes('client-batches') && pick % 2 === 0)
        lockstep.clientCommands(id, Math.floor(pick / 2) % 5, crashAfter);
      else lockstep.clientCommand(id, crashAfter);
    });
  },
  compact: (lockstep, pick, crashAfter) =>
    withServer(pickOf(running(lockstep), pick), (id) => lockstep.compact(id, pick % ODD === 0 ? 1 : 0, crashAfter)),
  crash: (lockstep, pick) => withServer(pickOf(running(lockstep), pick), (id) => lockstep.crash(id)),
  restart: (lockstep, pick) =>
    withServer(
      pickOf(
        lockstep.cluster.ids.filter((id) => !lockstep.cluster.isUp(id)),
        pick,
      ),
      (id) => lockstep.restart(id),
    ),
  partition: (lockstep, pick) => {
    const { ids } = lockstep.cluster;
    if (ids.length < 2 || isCut(lockstep)) return undefined;
    // Any side but none and all; often a leader alone, from which conflicts come.
    const leader = pick % 2 === 0 ? runningAs(lockstep, pick, true) : undefined;
    const bits = 1 + (pick % (2 ** ids.length - 2));
    const side = leader === undefined ? ids.filter((_id, place) => (bits >> place) & 1) : [leader];
    return () => lockstep.partition(side);
  },
  heal: (lockstep) => (isCut(lockstep) ? () => lockstep.heal() : undefined),
  foreign: (lockstep, pick) => {
    const message = pickOf([...inFlight(lockstep), ...old(lockstep)], pick)?.message;
    return message && lockstep.cluster.isUp(message.to)
      ? () => lockstep.foreign(message.to, disguise(message, pick))
      : undefined;
  },
};

const STRANGER = 'S99';

/** A message as nobody in the cluster can have sent it. */
const disguise = (message: Message, pick: number): Message => {
  const disguises: readonly ((message: Message) => Message)[] = [
    (sent) => ({ ...sent, from: STRANGER }),
    (sent) => ({ ...sent, to: STRANGER }),
    (sent) => ({ ...sent, from: sent.to }),
    (sent) => ({ ...sent, term: sent.term + 0.5 }),
    (sent) => ({ ...sent, term: -1 }),
    (sent) => ({ ...sent, term: Number.NaN }),
    (sent) => ({ ...sent, term: 2 ** 49 }),
    (sent) => ('entries' in sent ? { ...sent, entries: [{ term: -1, command: 'x' }] } : { ...sent, term: Infinity }),
    (sent) => ('prevLogIndex' in sent ? { ...sent, prevLogIndex: -1 } : { ...sent, term: Infinity }),
  ];
  return pickOf(disguises, pick >> 3)?.(message) ?? message;
};
