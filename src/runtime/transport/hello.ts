/**
 * The handshake: who calls whom, in which cluster, and that both know the same messages. It is told once for a stream, so that no
 * message has to carry names, and none can carry those of others.
 */
import { createHash } from 'node:crypto';
import { fieldsOf, type MessageRows } from '../../core/messages.ts';
import type { ServerId } from '../../core/types.ts';
import { printable } from '../../text/printable.ts';
import { BodyType, frameOf } from './frames.ts';
import type { TransportOwner } from './transport.ts';

/** What who calls says first. */
export interface Hello {
  /** The digest of the table of messages that it knows. */
  readonly messages: string;
  /** The name of its cluster. */
  readonly cluster: string;
  /** Who calls. */
  readonly from: ServerId;
  /** Whom it means to call. */
  readonly to: ServerId;
}

/** The body of a hello or of a refusal may be no longer, so that a stranger costs little. */
export const MAX_HELLO_BYTES = 8192;

/** Names of clusters and servers may have no more UTF-16 code units. */
export const MAX_NAME_LENGTH = 200;

/** The SHA-256 of the types of messages in their order, each with its fields and their kinds: what two ends have to agree in. */
export const tableDigest = (rows: MessageRows): string => {
  const table = Object.entries(rows).map(([type, row]) => [type, fieldsOf(row).map(({ name, kind }) => [name, kind])]);
  return createHash('sha256').update(JSON.stringify(table)).digest('hex');
};

export const helloFrame = (hello: Hello): Buffer => frameOf(BodyType.hello, JSON.stringify(hello));

/** @param because what the other end can do about it, in a sentence */
export const refusalFrame = (because: string): Buffer =>
  frameOf(BodyType.refusal, JSON.stringify({ because: because.slice(0, MAX_SENTENCE) }));

const MAX_SENTENCE = 1000;

const objectIn = (body: Buffer): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8', 1));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined; // it is no JSON
  }
};

/** What the body of a hello says; undefined: it is none. */
export const readHello = (body: Buffer): Hello | undefined => {
  if (body[0] !== BodyType.hello) return undefined;
  const { messages, cluster, from, to } = objectIn(body) ?? {};
  const isHello = [messages, cluster, from, to].every(
    (name) => typeof name === 'string' && name.length <= MAX_NAME_LENGTH,
  );
  return isHello ? ({ messages, cluster, from, to } as Hello) : undefined;
};

/** Why the other end refuses, as one line that can be printed; undefined: the body is no refusal. */
export const readRefusal = (body: Buffer): string | undefined => {
  if (body[0] !== BodyType.refusal) return undefined;
  const because = objectIn(body)?.['because'];
  return printable(typeof because === 'string' ? because.slice(0, MAX_SENTENCE) : 'it does not say why');
};

/** Why a call is refused: a key, which is the same for the same reason, and a sentence. */
export interface HelloRefusal {
  readonly reason: 'cluster' | 'receiver' | 'member' | 'messages' | 'identity';
  readonly because: string;
}

/** What does not fit in a hello to this server; undefined: it fits. */
export const refusalOf = (owner: TransportOwner, messages: string, hello: Hello): HelloRefusal | undefined => {
  const name = (text: string): string => printable(JSON.stringify(text));
  const from = name(hello.from);
  if (hello.cluster !== owner.cluster) {
    const because = `${from} speaks for the cluster ${name(hello.cluster)}, and ${name(owner.id)} is of ${name(owner.cluster)}`;
    return { reason: 'cluster', because };
  }
  if (hello.to !== owner.id) {
    return {
      reason: 'receiver',
      because: `${from} calls ${name(hello.to)}, and this is ${name(owner.id)}: correct its address`,
    };
  }
  if (!owner.peers.includes(hello.from)) {
    return { reason: 'member', because: `${from} is none of the peers of ${name(owner.id)}` };
  }
  if (hello.messages !== messages) {
    const because = `${from} knows other messages than ${name(owner.id)}: run the same version of figure2 on both`;
    return { reason: 'messages', because };
  }
  return undefined;
};
