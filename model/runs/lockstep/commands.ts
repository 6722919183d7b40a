/**
 * Everything that can happen in a world, as fast-check commands. A command says what kind of thing happens; which server or which
 * message it happens to follows from a number when its turn has come, so that a run makes sense whatever is left out of it.
 */
import fc from 'fast-check';
import type { CrashPoint } from '../../../src/cluster/executor.ts';
import type { Packet } from '../../../src/cluster/network.ts';
import type { Message, ServerId } from '../../../src/core/types.ts';
import type { Duel } from './duel.ts';
import { type Deed, deeds, type Swarm } from './swarm.ts';

/** What a command comes down to when its turn has come; undefined: it can't happen now. */
type Act = (() => void) | undefined;

/** `pick` decides between what is possible. */
type Chooser = (duel: Duel, pick: number, crashAfter: CrashPoint | undefined) => Act;

class Command implements fc.Command<Duel, Duel> {
  readonly #deed: Deed;
  readonly #pick: number;
  readonly #crashAfter: CrashPoint | undefined;

  constructor(deed: Deed, pick: number, crashAfter: CrashPoint | undefined) {
    this.#deed = deed;
    this.#pick = pick;
    this.#crashAfter = crashAfter;
  }

  check(duel: Readonly<Duel>): boolean {
    return !duel.isOver && this.#act(duel as Duel) !== undefined;
  }

  run(duel: Duel): void {
    this.#act(duel)?.();
  }

  toString(): string {
    return this.#deed;
  }

  #act(duel: Duel): Act {
    return choosers[this.#deed](duel, this.#pick, this.#crashAfter);
  }
}

const PICK_MAX = 2 ** 20;

/**
 * Runs of a swarm. The kinds of commands are as likely as the swarm says.
 *
 * @param replayPath what fast-check said of a run that failed, to shrink it the same way again.
 */
export const commandsOf = (swarm: Swarm, replayPath?: string): fc.Arbitrary<Iterable<fc.Command<Duel, Duel>>> => {
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
const arrivalAt = (duel: Duel, packets: readonly Packet[], place: number): Packet | undefined => {
  for (let step = 0; step < packets.length; step++) {
    const packet = packets[(place + step) % packets.length];
    if (packet && duel.canArrive(packet.message)) return packet;
  }
  return undefined;
};

const arrive =
  (from: (duel: Duel) => readonly Packet[], place: (pick: number) => number, isKept: boolean): Chooser =>
  (duel, pick, crashAfter) => {
    const packet = arrivalAt(duel, from(duel), place(pick));
    return (
      packet &&
      (() => {
        if (!isKept) duel.network.arrive(packet);
        duel.deliver(packet.message, crashAfter);
      })
    );
  };

const inFlight = (duel: Duel): readonly Packet[] => duel.network.inFlight;
/** Arrived or lost; the network may hold a second copy of each. */
const old = (duel: Duel): readonly Packet[] => duel.network.gone.map(({ packet }) => packet);

const isCut = (duel: Duel): boolean => duel.network.cuts.length > 0;

const running = (duel: Duel, isMeant: (id: ServerId) => boolean = () => true): readonly ServerId[] =>
  duel.cluster.ids.filter((id) => duel.cluster.isUp(id) && isMeant(id));

/** A running server; nearly always one that leads, or one that does not. */
const runningAs = (duel: Duel, pick: number, leads: boolean): ServerId | undefined => {
  const isMeant = (id: ServerId): boolean => (duel.cluster.server(id)?.role === 'leader') === leads;
  return pick % ODD === 0 ? pickOf(running(duel), pick) : pickOf(running(duel, isMeant), pick);
};

const withServer = (id: ServerId | undefined, act: (id: ServerId) => void): Act =>
  id === undefined ? undefined : () => act(id);

const choosers: Readonly<Record<Deed, Chooser>> = {
  deliver: arrive(inFlight, (pick) => pick % 3, false),
  reorder: arrive(inFlight, (pick) => pick, false),
  stale: arrive(old, (pick) => (pick % 2 === 0 ? 0 : pick), true),
  duplicate: arrive(inFlight, (pick) => pick, true),
  drop: (duel, pick) => {
    const packet = pickOf(inFlight(duel), pick);
    return packet && (() => duel.lose(packet));
  },
  corrupt: (duel, _pick, crashAfter) => {
    const packet = inFlight(duel).find(
      ({ message }) => message.type === 'InstallSnapshot' && message.data !== '' && duel.canArrive(message),
    );
    return (
      packet &&
      (() => {
        duel.network.arrive(packet);
        duel.deliver(packet.message, crashAfter, true);
      })
    );
  },
  electionTimeout: (duel, pick, crashAfter) =>
    withServer(runningAs(duel, pick, false), (id) =>
      duel.happen(id, { type: 'timeout', timer: 'election' }, crashAfter),
    ),
  heartbeatTimeout: (duel, pick, crashAfter) =>
    withServer(runningAs(duel, pick, true), (id) =>
      duel.happen(id, { type: 'timeout', timer: 'heartbeat' }, crashAfter),
    ),
  clientCommand: (duel, pick, crashAfter) =>
    withServer(runningAs(duel, pick, true), (id) => duel.clientCommand(id, crashAfter)),
  compact: (duel, pick, crashAfter) =>
    withServer(pickOf(running(duel), pick), (id) => duel.compact(id, pick % ODD === 0 ? 1 : 0, crashAfter)),
  crash: (duel, pick) => withServer(pickOf(running(duel), pick), (id) => duel.crash(id)),
  restart: (duel, pick) =>
    withServer(
      pickOf(
        duel.cluster.ids.filter((id) => !duel.cluster.isUp(id)),
        pick,
      ),
      (id) => duel.restart(id),
    ),
  partition: (duel, pick) => {
    const { ids } = duel.cluster;
    if (ids.length < 2 || isCut(duel)) return undefined;
    // Any side but none and all; often a leader alone, from which conflicts come.
    const leader = pick % 2 === 0 ? runningAs(duel, pick, true) : undefined;
    const bits = 1 + (pick % (2 ** ids.length - 2));
    const side = leader === undefined ? ids.filter((_id, place) => (bits >> place) & 1) : [leader];
    return () => duel.partition(side);
  },
  heal: (duel) => (isCut(duel) ? () => duel.heal() : undefined),
  foreign: (duel, pick) => {
    const message = pickOf([...inFlight(duel), ...old(duel)], pick)?.message;
    return message && duel.cluster.isUp(message.to)
      ? () => duel.foreign(message.to, disguised(message, pick))
      : undefined;
  },
};

const STRANGER = 'S99';

/** A message as nobody in the cluster can have sent it. */
const disguised = (message: Message, pick: number): Message => {
  const disguises: readonly ((message: Message) => Message)[] = [
    (sent) => ({ ...sent, from: STRANGER }),
    (sent) => ({ ...sent, to: STRANGER }),
    (sent) => ({ ...sent, from: sent.to }),
    (sent) => ({ ...sent, term: sent.term + 0.5 }),
    (sent) => ({ ...sent, term: -1 }),
    (sent) => ({ ...sent, term: Number.NaN }),
    (sent) => ({ ...sent, term: 2 ** 49 }),
    (sent) => ('prevLogIndex' in sent ? { ...sent, prevLogIndex: -1 } : { ...sent, term: Infinity }),
  ];
  return pickOf(disguises, pick >> 3)?.(message) ?? message;
};
