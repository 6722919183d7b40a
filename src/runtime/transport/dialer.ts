/** The stream to one peer: it is dialed, kept, and dialed again. Messages go this way only. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Message, ServerId } from '../../core/types.ts';
import { systemReason } from '../systemReason.ts';
import { type BackOff, backOffOf } from './backOff.ts';
import { FramedSocket, type StreamEnd } from './framedSocket.ts';
import { BodyType, frameOf } from './frames.ts';
import { helloFrame, readRefusal } from './hello.ts';
import { isFor, urisOf } from './identity.ts';
import { Outbox, type Put } from './outbox.ts';
import { addressFault, addressText, isLoopback, type SocketAddress } from './settings.ts';
import type { TcpContext } from './tcpContext.ts';

/** Asks the other end to say when it has read what stands before. */
const mark = frameOf(BodyType.mark);

/** What is known of the stream to a peer. */
export interface PeerStatus {
  /** Whom the messages go to. */
  readonly peer: ServerId;
  /** Do messages go out at once? Otherwise they wait while it is dialed, and are lost while it is not. */
  readonly isConnected: boolean;
  /** Bytes that wait, those that the system has not taken yet included. */
  readonly waitingBytes: number;
  /** Messages that were lost before they were sent, since the transport was opened. */
  readonly lost: number;
}

export class Dialer {
  readonly peer: ServerId;
  readonly #context: TcpContext;
  readonly #backOff: BackOff;
  readonly #outbox: Outbox;
  /** `connects`: and then the handshake. `rests`: until it is dialed again. */
  #state: 'rests' | 'connects' | 'connected' | 'closed' = 'rests';
  #socket: Socket | undefined;
  #stream: FramedSocket | undefined;
  #at = '';
  #timer: NodeJS.Timeout | undefined;
  #isFlushDue = false;
  #isWriting = false;
  #isBulkOnItsWay = false;
  #lostUnconnected = 0;

  constructor(context: TcpContext, peer: ServerId, seed: number) {
    this.#context = context;
    this.peer = peer;
    this.#backOff = backOffOf(context.settings.backOff, seed);
    this.#outbox = new Outbox(context.codec, context.settings);
  }

  get status(): PeerStatus {
    return {
      peer: this.peer,
      isConnected: this.#state === 'connected',
      waitingBytes: this.#outbox.waitingBytes,
      lost: this.#outbox.lost + this.#lostUnconnected,
    };
  }

  /** Dials the peer, unless that is done already. */
  dial(): void {
    if (this.#state !== 'rests') return;
    clearTimeout(this.#timer);
    const address = this.#address();
    if (typeof address === 'string') {
      this.#rest({ reason: 'address', because: address });
      return;
    }
    this.#state = 'connects';
    this.#at = ` at ${addressText(address)}`;
    this.#connect(address);
    const { handshakeMs } = this.#context.settings;
    this.#timer = setTimeout(() => this.#giveUp(`has not answered within ${handshakeMs} ms`), handshakeMs);
  }

  /** Where the peer may be dialed, or why not. */
  #address(): SocketAddress | string {
    const { tls, plainText } = this.#context.settings;
    const address = this.#lookUp();
    if (typeof address === 'string') return address;
    if (tls === undefined && plainText === 'loopback' && !isLoopback(address.host))
      return `would be spoken with in plain text over a network, at ${address.host}; give tls, or plainText: 'anywhere'`;
    return address;
  }

  /** What the user says of the peer, and what can't be. */
  #lookUp(): SocketAddress | string {
    const { peers } = this.#context.settings;
    if (typeof peers !== 'function') return peers[this.peer] ?? 'has no address';
    try {
      const address = peers(this.peer);
      if (address === undefined) return 'has no address yet';
      const fault = addressFault(`peers('${this.peer}')`, address, 1);
      return fault === undefined ? address : `has no address: ${fault}`;
    } catch (error) {
      return `has no address: ${systemReason(error)}`;
    }
  }

  #connect({ host, port }: SocketAddress): void {
    const target = { host, port, allowHalfOpen: true };
    const { tls } = this.#context.settings;
    const { cluster } = this.#context.owner;
    const socket = tls
      ? connectTls({
          ...tls,
          ...target,
          rejectUnauthorized: true,
          minVersion: tls.minVersion ?? 'TLSv1.3',
          checkServerIdentity: (_, { subjectaltname }) =>
            isFor(subjectaltname, cluster, this.peer) ? undefined : new Error(otherNames(subjectaltname)),
        })
      : connectPlain(target);
    socket.setNoDelay(true);
    this.#socket = socket;
    const fail = (error: Error): void => this.#giveUp(`can't be reached: ${systemReason(error)}`);
    socket.once('error', fail);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail);
      this.#greet(socket);
    });
  }

  #giveUp(because: string): void {
    const end = { reason: because, because };
    if (this.#stream !== undefined) {
      this.#stream.cut(end);
      return;
    }
    this.#socket?.destroy();
    this.#rest(end);
  }

  #greet(socket: Socket): void {
    const { owner, digest } = this.#context;
    const stream = new FramedSocket(socket, { take: (body) => this.#take(body), over: (end) => this.#rest(end) });
    this.#stream = stream;
    socket.write(helloFrame({ messages: digest, cluster: owner.cluster, from: owner.id, to: this.peer }));
  }

  #take(body: Buffer): void {
    if (this.#state === 'connects') this.#takeAnswer(body);
    else if (body[0] === BodyType.reached) this.#release();
    else if (body[0] !== BodyType.beat) this.#stream?.cut({ reason: 'body', because: `sends what is no answer` });
  }

  #takeAnswer(body: Buffer): void {
    const refusal = readRefusal(body);
    if (body[0] === BodyType.welcome) this.#open();
    else if (body[0] === BodyType.beat) return;
    else if (refusal === undefined) this.#stream?.cut({ reason: 'answer', because: 'answers with what is no welcome' });
    else this.#stream?.end({ reason: `refusal ${refusal}`, because: `refuses: ${refusal}` });
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#state = 'connected';
    this.#context.log.say(
      'info',
      `connected ${this.peer}`,
      { peer: this.peer },
      `${this.peer}${this.#at} is connected`,
    );
    this.#flush();
  }

  /** The other end has read a chunk: the next one may go. */
  #release(): void {
    this.#isBulkOnItsWay = false;
    this.#flush();
  }

  /** There is no stream: what waits is lost, and the peer is dialed again in a while. */
  #rest({ reason, because }: StreamEnd): void {
    clearTimeout(this.#timer);
    this.#outbox.clear();
    this.#socket = undefined;
    this.#stream = undefined;
    this.#isWriting = false;
    this.#isBulkOnItsWay = false;
    if (this.#state === 'closed') return;
    this.#state = 'rests';
    const waitMs = this.#backOff.next();
    this.#timer = setTimeout(() => this.dial(), waitMs);
    const { peer } = this;
    this.#context.log.say('warn', `${peer} ${reason}`, { peer, reason, waitMs }, `${peer}${this.#at} ${because}`);
  }

  /** Gives a message to the stream. What comes in one turn of the event loop is written together. */
  send(message: Message): void {
    if (this.#state === 'rests' || this.#state === 'closed') {
      this.#lostUnconnected++;
      return;
    }
    const put = this.#outbox.put(message);
    if (put !== 'waits') this.#tellLoss(put);
    if (this.#isFlushDue || this.#isWriting) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #tellLoss(put: Exclude<Put, 'waits'>): void {
    const { peer } = this;
    const { maxFrameBytes } = this.#context.settings;
    const { waitingBytes, lost } = this.status;
    const words = {
      full: `messages to ${peer} are lost: ${waitingBytes} bytes wait for it`,
      'too long': `a message to ${peer} is lost: it has more than ${maxFrameBytes} bytes; raise maxFrameBytes`,
      'no message': `a message to ${peer} is lost: it is none of the table, or a number in it is out of range`,
    };
    this.#context.log.say(
      put === 'full' ? 'warn' : 'error',
      `${peer} ${put}`,
      { peer, waitingBytes, lost },
      words[put],
    );
  }

  /** Writes what waits, unless the system still has to take what was written before. */
  #flush(): void {
    const socket = this.#socket;
    if (this.#state !== 'connected' || this.#isWriting || socket === undefined) return;
    const batch = this.#outbox.take(!this.#isBulkOnItsWay);
    if (batch === undefined) return;
    this.#isWriting = true;
    const { ordered, bulk } = batch;
    const goOn = (): void => {
      if (socket !== this.#socket) return;
      this.#isWriting = false;
      this.#outbox.giveBack(batch);
      this.#flush();
    };
    if (bulk === undefined) {
      socket.write(ordered.written(), goOn);
      return;
    }
    this.#isBulkOnItsWay = true;
    socket.cork();
    socket.write(ordered.written());
    socket.write(bulk.written());
    socket.write(mark, goOn);
    socket.uncork();
  }

  /** To be called once in a while: cuts a stream whose other end gives no sign. */
  beat(): void {
    const { heartbeatMs, maxSilentHeartbeats } = this.#context.settings;
    if (this.#state !== 'connected' || this.#stream === undefined) return;
    const silentBeats = this.#stream.beat();
    if (silentBeats === 0) this.#backOff.reset(); // only now: a peer may welcome each stream and cut it at once
    if (silentBeats < maxSilentHeartbeats) return;
    const because = `has given no sign for ${heartbeatMs * maxSilentHeartbeats} ms`;
    this.#stream.cut({ reason: 'silence', because });
  }

  /** Sends what waits, as far as the peer takes it soon, and ends the stream. */
  async close(): Promise<void> {
    this.#flush();
    const socket = this.#socket;
    const stream = this.#stream;
    this.#state = 'closed';
    clearTimeout(this.#timer);
    if (stream === undefined) socket?.destroy();
    else stream.end({ reason: 'closed', because: 'was closed' });
    if (socket !== undefined && !socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  }
}

const otherNames = (subjectAltName: string | undefined): string =>
  `its certificate is for ${urisOf(subjectAltName).join(' and ') || 'no server of a cluster'}`;
