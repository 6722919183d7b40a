/** Messages as packets. */
import { isReply } from '../../../../src/core/extensions/messages.ts';
import type { Message } from '../../../../src/core/types.ts';
import type { LabPacket } from '../subject.ts';

/** A message under way. Its bytes are written when they are read, since it never changes. */
export class MessagePacket implements LabPacket {
  readonly type: LabPacket['type'];
  readonly from: number;
  readonly to: number;
  readonly message: Message;

  constructor(message: Message, from: number, to: number) {
    this.type = isReply(message) ? 'reply' : 'request';
    this.from = from;
    this.to = to;
    this.message = message;
  }

  get bytes(): string {
    return JSON.stringify(this.message);
  }
}

/** The message of a packet. What was written here need not be read again. */
export const messageOf = (packet: LabPacket): Message =>
  packet instanceof MessagePacket ? packet.message : (JSON.parse(packet.bytes) as Message);
