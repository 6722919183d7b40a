/** What a node asks of its network. */
import type { Message, ServerId } from '../../core/types.ts';

/** Which server of which cluster speaks. */
export interface TransportOwner {
  /** The name of the cluster, the same at all its servers. */
  readonly cluster: string;
  /** The server itself. */
  readonly id: ServerId;
  /** The other servers, sorted. */
  readonly peers: readonly ServerId[];
}

/**
 * How servers reach each other. Messages may be lost, duplicated, delayed and reordered; the protocol bears all of it. They are
 * never changed, and come from whom they say.
 */
export interface Transport {
  /**
   * Begins to take messages for a server.
   *
   * @param receive is called for each message that arrives; it does not throw.
   * @throws TransportFault when it can't be reached under its address.
   */
  readonly open: (owner: TransportOwner, receive: (message: Message) => void) => Promise<void>;
  /** Gives a message to the network. It neither waits nor throws: what can't be sent is lost. */
  readonly send: (message: Message) => void;
  /** Bytes of the longest message that it carries; not given: any. */
  readonly maxMessageBytes?: number;
  /** Takes and sends no more. */
  readonly close: () => Promise<void>;
}

/** A transport can't be opened: what, where and how to mend it, in one line. */
export class TransportFault extends Error {
  /** Which error it is. */
  override readonly name = 'TransportFault';
}
