/** What all streams of one transport share. */
import type { Message } from '../../core/types.ts';
import type { CalmLogger } from '../logger.ts';
import type { MessageCodec } from './codec.ts';
import type { TcpSettings } from './settings.ts';
import type { TransportOwner } from './transport.ts';

export interface TcpContext {
  readonly owner: TransportOwner;
  readonly settings: TcpSettings;
  readonly codec: MessageCodec;
  /** Of the table of messages. */
  readonly digest: string;
  readonly log: CalmLogger;
  readonly receive: (message: Message) => void;
}
