/** What a corrupted message is like when it arrives. */
import type { Message } from '../core/types.ts';

/** A message as corrupted storage or transport would deliver it. Only snapshot data has a checksum of Raft's own (D-12). */
export const corrupt = (message: Message): Message =>
  message.type === 'InstallSnapshot' && message.data.length > 0
    ? { ...message, data: flipFirst(message.data) }
    : message;

const flipFirst = (data: string): string => String.fromCharCode(data.charCodeAt(0) ^ 1) + data.slice(1);
