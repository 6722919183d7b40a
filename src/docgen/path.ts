/**
 * The way of a command, and of a snapshot, through disk, network and state machine: a run of three servers, two of them told of,
 * effect by effect. The order is that of the effects.
 */

import { Cluster } from '../cluster/cluster.ts';
import { Network, type Packet } from '../cluster/network.ts';
import { isPageEffect } from '../core/extensions/effects.ts';
import { eventRowOf } from '../core/extensions/events.ts';
import { defaultOptions } from '../core/server.ts';
import type { Effect, LocalEvent, Server, ServerId } from '../core/types.ts';
import { formatEffect } from '../trace/effects.ts';
import type { Observation } from '../trace/observation.ts';
import type { Picture, Row } from '../trace/picture/picture.ts';
import { messageWords } from '../trace/words.ts';

const LEADER = 'S1';
const FOLLOWER = 'S2';
/** Makes the majority, and is not told of. */
const OTHER = 'S3';

/** The lanes of the picture, from left to right. */
const lanes = [
  'client',
  LEADER,
  `${LEADER} disk`,
  `${LEADER} state`,
  FOLLOWER,
  `${FOLLOWER} disk`,
  `${FOLLOWER} state`,
];
const laneOf = (name: string): number => lanes.indexOf(name);

/** From the client's command to its answer, and to the follower that learns of the commit. */
export const writePath = (): Picture => {
  const path = new PathRecorder();
  elect(path);
  path.begin('A command on its way');
  path.give(LEADER, { type: 'clientCommand', command: 'x' }, 'client');
  path.settle();
  path.give(LEADER, { type: 'timeout', timer: 'heartbeat' });
  path.settle();
  return path.picture;
};

/** From the state machine that writes itself down to the follower that comes back with an empty disk. */
export const snapshotPath = (): Picture => {
  const path = new PathRecorder({ snapshotChunkLength: 4 });
  elect(path, OTHER);
  for (const command of ['a', 'b']) path.give(LEADER, { type: 'clientCommand', command }, 'client');
  path.settle();
  path.give(LEADER, { type: 'timeout', timer: 'heartbeat' });
  path.settle();
  path.begin('A snapshot on its way');
  path.give(LEADER, { type: 'compact', index: 2, data: 'a and b' }, `${LEADER} state`);
  path.start(FOLLOWER);
  path.give(LEADER, { type: 'timeout', timer: 'heartbeat' });
  path.settle();
  return path.picture;
};

/** S1 leads by the vote of another server. */
const elect = (path: PathRecorder, voter: ServerId = FOLLOWER): void => {
  path.start(LEADER);
  path.start(voter);
  path.give(LEADER, { type: 'timeout', timer: 'election' });
  path.settle();
};

/** A message with the row of the step that sent it; undefined: that step is not path. */
interface Sent extends Packet {
  step: number | undefined;
}

class PathRecorder {
  readonly #cluster: Cluster;
  #title = '';
  #rows: Row[] = [];
  readonly #network = new Network<Sent>();
  /** What the step that is being taken has sent. */
  readonly #sent: Sent[] = [];
  #isTold = false;
  /** The row of the step that is being taken; undefined: it is not path. */
  #step: number | undefined;

  constructor(options: { readonly snapshotChunkLength?: number } = {}) {
    this.#cluster = new Cluster(
      { ids: [LEADER, FOLLOWER, OTHER], options: { ...defaultOptions, ...options } },
      {
        send: (message) => this.#send({ message, step: this.#step }),
        observe: (observation) => this.#observe(observation),
      },
    );
  }

  get picture(): Picture {
    return { title: this.#title, servers: lanes, rows: this.#rows };
  }

  /** From here on everything is path. */
  begin(title: string): void {
    this.#title = title;
    this.#isTold = true;
  }

  start(id: ServerId): void {
    this.#step = this.#row(id, 'restart', 'starts');
    this.#cluster.restart(id);
  }

  /** An event, from somewhere in the picture or from the server's own timer. */
  give(id: ServerId, event: LocalEvent, from?: string): void {
    const words = eventWords(event);
    const step = from === undefined ? undefined : this.#row(from, 'event', words);
    const source = from !== undefined && step !== undefined ? { at: from, step } : undefined;
    this.#step = this.#row(id, source ? 'arrival' : 'event', words, source);
    this.#cluster.handle(id, event);
  }

  /** Whatever is on its way arrives, in the order of sending. */
  settle(): void {
    for (let [next] = this.#network.inFlight; next; [next] = this.#network.inFlight) {
      const { message, step } = next;
      if (!this.#cluster.isUp(message.to)) {
        this.#network.lose(next);
        continue;
      }
      this.#network.arrive(next);
      const source = step === undefined ? undefined : { at: message.from, step };
      this.#step = source && this.#row(message.to, 'arrival', messageWords(message), source);
      this.#cluster.handle(message.to, message);
    }
  }

  #send(packet: Sent): void {
    this.#sent.push(packet);
    this.#network.send(packet);
  }

  /** What is done after a write begins where the write has come back from the disk. */
  #observe({ id, effects, after }: Observation): void {
    const sent = this.#sent.splice(0);
    let step = this.#step;
    if (step === undefined) return;
    for (const effect of effects) {
      if (effect.type === 'send') for (const packet of sent) if (packet.message === effect.message) packet.step = step;
      const lane = laneOfEffect(id, effect);
      if (lane === undefined) continue;
      const row = this.#row(lane, 'arrival', effectWords(effect, after), { at: id, step });
      const isWritten = effect.type === 'persist' && row !== undefined;
      step = (isWritten ? this.#row(id, 'arrival', 'on the disk', { at: lane, step: row }) : undefined) ?? step;
    }
  }

  #row(lane: string, kind: Row['kind'], label: string, source?: { readonly at: string; readonly step: number }) {
    const at = laneOf(lane);
    if (!this.#isTold || at === -1) return undefined;
    const roles = lanes.map((name) => (name === LEADER ? 'leader' : 'follower') as Row['roles'][number]);
    const from = source && { at: laneOf(source.at), step: source.step };
    const step = this.#rows.length + 1;
    this.#rows.push({ step, at, kind, label, roles, notes: [], ...(from && { from }) });
    return step;
  }
}

const eventWords = (event: LocalEvent): string => eventRowOf(event).words(event, (text) => `"${text}"`);

/** Where an effect shows; timers and messages show elsewhere, or not at all. */
const laneOfEffect = (id: ServerId, effect: Effect): string | undefined => {
  const { type } = effect;
  if (type === 'persist') return `${id} disk`;
  if (type === 'apply' || type === 'restoreSnapshot') return `${id} state`;
  return type === 'reply' || type === 'reject' || isPageEffect(effect) ? 'client' : undefined;
};

const effectWords = (effect: Effect, { commitIndex }: Server): string =>
  effect.type === 'apply' ? `${formatEffect(effect)}, commitIndex ${commitIndex}` : formatEffect(effect);
