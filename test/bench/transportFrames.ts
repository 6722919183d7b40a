/** What the two ends of the benchmark of the transport send to each other. */
import type { Message } from '../../src/core/types.ts';

/** A frame of 100 bytes behind their length. */
export const frame: Buffer = Buffer.concat([Buffer.of(0, 0, 0, 100), Buffer.alloc(100, 'x')]);

/** Takes pieces of a stream, and gives the whole frames of each together. */
export const wholeFrames = (give: (frames: Buffer) => void): ((chunk: Buffer) => void) => {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let end = 0;
    while (end + 4 <= bytes.length && end + 4 + bytes.readUInt32BE(end) <= bytes.length)
      end += 4 + bytes.readUInt32BE(end);
    rest = Buffer.from(bytes.subarray(end));
    if (end > 0) give(bytes.subarray(0, end));
  };
};

/** An AppendEntries of so many commands of 100 bytes. */
export const request = (commands: number): Message => ({
  type: 'AppendEntries',
  from: 'S1',
  to: 'S2',
  term: 3,
  leaderId: 'S1',
  prevLogIndex: 100_000,
  prevLogTerm: 3,
  entries: Array.from({ length: commands }, (_, place) => ({ term: 3, command: `set key${place} `.padEnd(100, 'x') })),
  leaderCommit: 99_990,
});

export const reply: Message = {
  type: 'AppendEntriesReply',
  from: 'S2',
  to: 'S1',
  term: 3,
  success: true,
  prevLogIndex: 100_000,
  matchIndex: 100_001,
  conflictTerm: 0,
  conflictIndex: 0,
};
