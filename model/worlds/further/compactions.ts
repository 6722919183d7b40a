/** Worlds in which a driver asks for compactions at the wrong moment, or a server loses more of its log than its snapshot covers. */
import { type Config, elect, three } from '../configs/config.ts';

export const compactions: readonly Config[] = [
  {
    name: 'compacted-leftover',
    title: 'A leader that is deposed compacts what it did not commit',
    servers: three,
    asksWrongly: true,
    budget: { electionTimeouts: 1, compactions: 1 },
    start: [
      ...[...elect('S1', 'S2'), 'lose S1 → S3', 'S1 → S2 AppendEntries', 'S2 → S1 AppendEntriesReply'],
      ...['S1 clientCommand "a"', 'S1 → S2 AppendEntries', 'S2 → S1 AppendEntriesReply'],
      ...[
        'S1 timeout heartbeat',
        'S1 → S3 AppendEntries',
        'lose everything',
        'S1 clientCommand "x"',
        'lose everything',
      ],
      ...[...elect('S2', 'S3'), 'lose S2 →', 'S2 clientCommand "y"', 'S2 timeout heartbeat', 'lose S2 → S3'],
    ],
    madeFor: { defects: ['B03', 'B24'] },
    proves:
      'A snapshot covers what is applied and the log loses nothing else, so that no old entry stays where another one was committed.',
    doesNot: 'Crashes.',
    expected: { distinct: 1023, depth: 15 },
  },
  {
    name: 'compacted-again',
    title: 'A server that has a snapshot is asked for an older one',
    servers: three,
    asksWrongly: true,
    budget: { heartbeatTimeouts: 1, compactions: 2, crashes: 1 },
    start: [
      ...[...elect('S1', 'S2'), 'lose S1 → S3', 'S1 → S2 AppendEntries', 'S2 → S1 AppendEntriesReply'],
      ...['S1 clientCommand "a"', 'S1 → S2 AppendEntries', 'S1 clientCommand "b"', 'S1 → S2 AppendEntries'],
      'lose S1 →',
    ],
    madeFor: { defects: ['B22'] },
    proves: 'A server keeps its newest snapshot, whatever it is asked for.',
    doesNot: 'Other leaders.',
    expected: { distinct: 4198, depth: 14 },
  },
];
