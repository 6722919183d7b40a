/** Worlds of one and of two servers, from a cold start: what goes wrong there needs no third. */
import type { Config } from '../configs/config.ts';

export const small: readonly Config[] = [
  {
    name: 'alone',
    title: 'A cluster of one server, with crashes after every effect',
    servers: ['S1'],
    crashPoints: 'everywhere',
    options: { snapshotChunkLength: 2 },
    budget: { electionTimeouts: 3, heartbeatTimeouts: 1, clientCommands: 3, compactions: 2, crashes: 2 },
    proves: 'A server that is its own majority forgets nothing that it has applied, whenever it crashes.',
    doesNot: 'Messages: there are none.',
    expected: { distinct: 812, depth: 13 },
  },
  {
    name: 'pair',
    title: 'Two servers, a command and a message that arrives twice',
    servers: ['S1', 'S2'],
    symmetry: true,
    budget: { electionTimeouts: 2, heartbeatTimeouts: 1, clientCommands: 1, duplicates: 1 },
    proves: 'Of two servers that must agree on everything, neither applies anything but what both hold.',
    doesNot: 'Crashes, which are in pair-crash.',
    expected: { distinct: 8737, depth: 18 },
  },
  {
    name: 'pair-crash',
    title: 'Two servers and a crash after any effect',
    servers: ['S1', 'S2'],
    crashPoints: 'everywhere',
    budget: { electionTimeouts: 2, clientCommands: 2, crashes: 1 },
    proves:
      'Of two servers that must agree on everything, one that crashes comes back with all that the other relies on.',
    doesNot: 'Two crashes.',
    expected: { distinct: 12_326, depth: 24 },
  },
  {
    name: 'pair-snapshot',
    title: 'Two servers, compactions and a crash between two steps',
    servers: ['S1', 'S2'],
    options: { snapshotChunkLength: 2 },
    symmetry: true,
    budget: { electionTimeouts: 2, heartbeatTimeouts: 1, clientCommands: 1, compactions: 1, crashes: 1 },
    proves: 'Of two servers, one that is sent a snapshot goes on from there as the other does.',
    doesNot: 'Two compactions.',
    expected: { distinct: 7341, depth: 22 },
  },
];
