/** What a schedule sees of a packet: which message of Raft it is, what it answers, and what became of it. */
import type { LabPacket } from '../../../model/runs/labs/index.ts';
import type { WireMessage } from '../wire/view.ts';

/** A packet that a server has sent, or a copy of one. */
export interface StagePacket {
  readonly packet: LabPacket;
  readonly from: number;
  readonly to: number;
  readonly message: WireMessage;
  /** Of a reply: what it answers, where that is known. */
  readonly request: StagePacket | undefined;
  /** A copy comes a second time, and what is said to it goes nowhere. */
  readonly isCopy: boolean;
  /** How often its receiver had crashed when it was sent. */
  readonly livesOfReceiver: number;
  /** Has it reached its receiver? */
  isDelivered: boolean;
  /** What its receiver has said to it. */
  answer: StagePacket | undefined;
}

/** A request for a vote. One that only asks what would be is none. */
export const isVoteRequest = ({ message }: StagePacket): boolean =>
  message.kind === 'vote' && message.type === 'request';

/** A server asks whether it would be given a vote. */
export const isPreVote = ({ message }: StagePacket): boolean =>
  message.kind === 'pre-vote' && message.type === 'request';

export const isGrant = ({ message }: StagePacket): boolean => message.kind === 'vote' && message.granted === true;

export const isRefusal = ({ message }: StagePacket): boolean => message.kind === 'vote' && message.granted === false;

/** The term of a request; of a reply, the term of what it answers. */
export const termOf = ({ message, request }: StagePacket): number =>
  (message.type === 'reply' && request ? request.message.term : message.term) ?? 0;

export const isAppend = ({ message }: StagePacket): boolean => message.kind === 'append' && message.type === 'request';

/** How many entries an append brings, or the reply to one has taken or not. */
export const entriesIn = ({ message, request }: StagePacket): number =>
  (message.entries ?? request?.message.entries)?.length ?? 0;

/** Entries were taken. */
export const isSuccess = ({ message }: StagePacket): boolean => message.kind === 'append' && message.success === true;

/** The last index that an append speaks of, its entries included; of a reply, that of what it answers. 0: it is not known. */
export const reachOf = ({ message, request }: StagePacket): number => {
  const append = message.type === 'reply' ? request?.message : message;
  return append?.previous === undefined ? 0 : append.previous + (append.entries?.length ?? 0);
};

export const isSnapshot = ({ message }: StagePacket): boolean =>
  message.kind === 'snapshot' && message.type === 'request';

/** What only a leader sends, and what is said to it. */
export const isOfLeader = ({ message }: StagePacket): boolean =>
  message.kind === 'append' || message.kind === 'snapshot';
