/** The network of a stage: of each packet somebody decides whether it comes, whether it waits, and whether it comes twice. */
import type { HostedNetwork, LabPacket } from '../../../model/runs/labs/index.ts';
import { viewOf } from '../wire/view.ts';
import type { StagePacket } from './packet.ts';

/** What becomes of a packet. `hold`: it waits until it is released. `copy`: it comes, and may come again. */
export type PacketDecision = 'deliver' | 'lose' | 'hold' | 'copy';

/** So long is everything under way. Nothing overtakes anything but what is held. */
const HOP_MS = 2;

/** So long takes a requester to learn that its request is lost. */
const FAILURE_MS = 100;

/** Calls of copies are numbered from here, where no program gets in a schedule. */
const FIRST_COPY = 0x40000000;

export class StageNetwork implements HostedNetwork {
  readonly keepsReplies = true;
  /** Packets that wait, in the order in which they were sent. */
  readonly held: StagePacket[] = [];
  /** Packets that came and may come again. */
  readonly copies: StagePacket[] = [];
  readonly #decide: (packet: StagePacket) => PacketDecision;
  readonly #left: (packet: StagePacket) => void;
  readonly #lives: number[];
  /** Requests by requester and call. */
  readonly #calls = new Map<string, StagePacket>();
  /** The last request that came from one server to another. */
  readonly #latest = new Map<string, StagePacket>();
  #copies = 0;

  /**
   * @param decide - Says what becomes of a packet.
   * @param left - Is told of a packet that has left its server, whatever becomes of it.
   */
  constructor(servers: number, decide: (packet: StagePacket) => PacketDecision, left: (packet: StagePacket) => void) {
    this.#lives = Array.from({ length: servers }, () => 0);
    this.#decide = decide;
    this.#left = left;
  }

  send(packet: LabPacket) {
    const staged = this.#staged(packet);
    if (packet.type === 'request' && packet.call !== undefined)
      this.#calls.set(`${packet.from} ${packet.call}`, staged);
    if (staged.request) staged.request.answer ??= staged;
    const decision = staged.request?.isCopy ? 'lose' : this.#decide(staged);
    this.#left(staged);
    if (decision === 'lose') return undefined;
    if (decision === 'hold') {
      this.held.push(staged);
      return 'held';
    }
    if (decision === 'copy') this.copies.push(staged);
    return { delayMs: HOP_MS, arrives: () => this.arrives(staged) };
  }

  /** It arrives; false: its receiver is another one since, and has asked nothing. */
  arrives(staged: StagePacket): boolean {
    const { packet, livesOfReceiver } = staged;
    if (packet.type === 'reply' && livesOfReceiver !== this.livesOf(packet.to)) return false;
    staged.isDelivered = true;
    if (packet.type === 'request') this.#latest.set(`${packet.from} ${packet.to}`, staged);
    return true;
  }

  /** The same packet once more. */
  copyOf({ packet, message }: StagePacket): StagePacket {
    const call = FIRST_COPY + this.#copies++;
    const again = packet.call === undefined ? packet : { ...packet, call };
    const copy = this.#stagedAs(again, { message, request: undefined, isCopy: true });
    if (packet.call !== undefined) this.#calls.set(`${packet.from} ${call}`, copy);
    return copy;
  }

  failureMs(): number {
    return FAILURE_MS;
  }

  crashed(server: number): void {
    this.#lives[server] = this.livesOf(server) + 1;
  }

  livesOf(server: number): number {
    return this.#lives[server] ?? 0;
  }

  #staged(packet: LabPacket): StagePacket {
    const { type, from, to, call } = packet;
    const request =
      type === 'request'
        ? undefined
        : call === undefined
          ? this.#latest.get(`${to} ${from}`)
          : this.#calls.get(`${to} ${call}`);
    const message = viewOf(packet, call === undefined ? undefined : request?.message);
    return this.#stagedAs(packet, { message, request, isCopy: false });
  }

  #stagedAs(packet: LabPacket, rest: Pick<StagePacket, 'message' | 'request' | 'isCopy'>): StagePacket {
    const { from, to } = packet;
    const livesOfReceiver = this.livesOf(to);
    return { packet, from, to, ...rest, livesOfReceiver, isDelivered: false, answer: undefined };
  }
}
