/** One accepted stream: who calls is asked first, and then believed; messages come this way only. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ServerId } from '../../core/types.ts';
import { clip, printable } from '../../text/printable.ts';
import { MalformedBytes } from '../bytes/malformed.ts';
import { FramedSocket, type StreamEnd } from './framedSocket.ts';
import { BodyType, frameOf } from './frames.ts';
import { type Hello, type HelloRefusal, readHello, refusalFrame, refusalOf } from './hello.ts';
import { identityUri, isFor } from './identity.ts';
import type { TcpContext } from './tcpContext.ts';

const welcome = frameOf(BodyType.welcome);
const reached = frameOf(BodyType.reached);

const MAX_SHOWN_NAME = 120;

export class Answerer {
  readonly #context: TcpContext;
  readonly #stream: FramedSocket;
  readonly #deadline: NodeJS.Timeout;
  readonly #remote: string;
  readonly #welcomed: (answerer: Answerer) => void;
  /** Who calls; undefined: it has not said so, or was not believed. */
  #from: ServerId | undefined;
  /** Which of the peers it says that it is, believed or not. */
  #claims: ServerId | undefined;

  /** @param welcomed is called when it is known who calls */
  constructor(context: TcpContext, socket: Socket, welcomed: (answerer: Answerer) => void) {
    this.#context = context;
    this.#welcomed = welcomed;
    this.#remote = socket.remoteAddress ?? 'somewhere';
    socket.setNoDelay(true);
    this.#stream = new FramedSocket(socket, { take: (body) => this.#take(body), over: (end) => this.#over(end) });
    const { handshakeMs } = context.settings;
    const because = `has not said who it is within ${handshakeMs} ms`;
    this.#deadline = setTimeout(() => this.#stream.cut({ reason: 'deadline', because }), handshakeMs);
  }

  get from(): ServerId | undefined {
    return this.#from;
  }

  #take(body: Buffer): void {
    const { codec, owner, receive } = this.#context;
    if (body[0] === BodyType.beat) return;
    if (this.#from === undefined) {
      this.#greet(readHello(body));
      return;
    }
    if (body[0] === BodyType.mark) {
      if (!this.#stream.answer(reached))
        this.#stream.cut({ reason: 'unread', because: 'does not read what it asks for' });
      return;
    }
    const message = codec.read(body, this.#from, owner.id);
    if (message instanceof MalformedBytes)
      this.#stream.cut({ reason: 'malformed', because: `sends what is no message: ${message.message}` });
    else receive(message);
  }

  #greet(hello: Hello | undefined): void {
    const { owner, digest, settings } = this.#context;
    if (hello === undefined) {
      this.#stream.cut({ reason: 'hello', because: 'does not say who it is' });
      return;
    }
    if (owner.peers.includes(hello.from)) this.#claims = hello.from;
    const refusal = this.#strangerIn(hello) ?? refusalOf(owner, digest, hello);
    if (refusal !== undefined) {
      const end = { reason: refusal.reason, because: `is refused: ${refusal.because}` };
      this.#stream.end(end, refusalFrame(refusal.because));
      return;
    }
    clearTimeout(this.#deadline);
    this.#from = hello.from;
    this.#stream.trust(settings.maxFrameBytes);
    this.#stream.socket.write(welcome);
    this.#welcomed(this);
  }

  /** Is it somebody else than it says? Its certificate names it, if there is TLS. */
  #strangerIn({ cluster, from }: Hello): HelloRefusal | undefined {
    const { socket } = this.#stream;
    if (!(socket instanceof TLSSocket)) return undefined;
    const { subjectaltname } = socket.getPeerCertificate();
    if (socket.authorized && isWellFormed(cluster + from) && isFor(subjectaltname, cluster, from)) return undefined;
    const uri = excerptOf(identityUri(cluster, from));
    const because = `it says that it is ${uri}, and its certificate is for ${excerptOf(subjectaltname ?? 'nobody')}`;
    return { reason: 'identity', because };
  }

  #over({ reason, because }: StreamEnd): void {
    clearTimeout(this.#deadline);
    const { log } = this.#context;
    const who = this.#from ?? 'somebody';
    if (reason === 'closed') return;
    const fields = { peer: this.#from, claims: this.#claims, remote: this.#remote, reason };
    const isUsual = this.#from !== undefined && ['end', 'close', 'replaced'].includes(reason);
    log.say(
      isUsual ? 'info' : 'warn',
      `from ${who} ${this.#claims ?? ''} ${reason}`,
      fields,
      `${who} at ${this.#remote} ${because}`,
    );
  }

  /** To be called once in a while: says that this end is there, and cuts a stream whose other end gives no sign. */
  beat(): void {
    const { heartbeatMs, maxSilentHeartbeats } = this.#context.settings;
    if (this.#from === undefined || this.#stream.beat() < maxSilentHeartbeats) return;
    const because = `has given no sign for ${heartbeatMs * maxSilentHeartbeats} ms`;
    this.#stream.cut({ reason: 'silence', because });
  }

  /** Another stream of the same peer takes its place. */
  replace(): void {
    this.#stream.end({ reason: 'replaced', because: 'has dialed again' });
  }

  close(): void {
    this.#stream.end({ reason: 'closed', because: 'was let go' });
  }
}

const excerptOf = (text: string): string => clip(printable(text), MAX_SHOWN_NAME);

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
