import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ReferenceServer, referenceRestart, referenceStep } from '../../../model/oracle/reference.ts';
import { crc32c } from '../../../src/core/checksum.ts';
import type { Event, Message, ServerId } from '../../../src/core/types.ts';
import { importsOf } from '../../tidy/imports.ts';

/** Imports that bring in more than types. */
const valueImports = (text: string): readonly string[] =>
  importsOf({ path: 'model/oracle/reference.ts', text })
    .filter(({ values, specifier }) => values.length > 0 && specifier !== MEMBERS)
    .map(({ specifier }) => specifier);

/** Who decides, counted head by head: of the oracles too, and held to the same. */
const MEMBERS = './members.ts';

describe('the reference model', () => {
  const text = readFileSync('model/oracle/reference.ts', 'utf8');

  test('shares nothing with the core but types', () => {
    expect(importsOf({ path: 'model/oracle/reference.ts', text }).map(({ specifier }) => specifier)).toEqual([
      '../../src/core/types.ts',
      MEMBERS,
    ]);
    expect(valueImports(text)).toEqual([]);
    expect(valueImports(readFileSync('model/oracle/members.ts', 'utf8'))).toEqual([]);
  });

  test.each([
    "import { termAt } from '../src/core/log.ts';",
    "import { type Entry, append } from '../src/core/log.ts';",
    "export * from '../src/core/log.ts';",
    "const log = await import('../src/core/log.ts');",
  ])('would be caught if it did: %s', (line) => {
    expect(valueImports(`${text}\n${line}`)).toEqual(['../src/core/log.ts']);
  });
});

/** A few reference servers and the messages between them. */
class World {
  readonly servers = new Map<ServerId, ReferenceServer>();
  messages: Message[] = [];
  readonly applied: string[] = [];

  constructor(...ids: readonly ServerId[]) {
    const options = { maxEntriesPerAppend: 2, maxInFlightEntries: 4, snapshotChunkLength: 4 };
    for (const id of ids) {
      const peers = ids.filter((other) => other !== id);
      const disk = { id, peers, options, currentTerm: 0, votedFor: null, log: [], snapshot: null };
      this.servers.set(id, referenceRestart(disk));
      this.happen(id, { type: 'start' });
    }
  }

  server(id: ServerId): ReferenceServer {
    const server = this.servers.get(id);
    if (!server) throw new Error(`no ${id}`);
    return server;
  }

  happen(id: ServerId, event: Event): void {
    const { server, messages, outputs } = referenceStep(this.server(id), event);
    this.servers.set(id, server);
    this.messages.push(...messages);
    for (const item of outputs) {
      if (item.type === 'apply') this.applied.push(`${id} ${item.index} ${item.command}`);
      if (item.type === 'reply') this.applied.push(`${id} answers ${item.index}`);
    }
  }

  crash(id: ServerId): void {
    this.servers.set(id, referenceRestart(this.server(id)));
    this.happen(id, { type: 'start' });
  }

  command(id: ServerId, ...commands: readonly string[]): void {
    for (const command of commands) this.happen(id, { type: 'clientCommand', command });
  }

  /** All messages between these arrive, and what comes of them; all others are lost. */
  settle(...ids: readonly ServerId[]): void {
    for (let message = this.messages.shift(); message; message = this.messages.shift()) {
      if (ids.includes(message.from) && ids.includes(message.to)) this.happen(message.to, message);
    }
  }

  elect(id: ServerId, ...by: readonly ServerId[]): void {
    this.happen(id, { type: 'timeout', timer: 'election' });
    this.settle(id, ...by);
  }

  terms(id: ServerId): readonly number[] {
    return this.server(id).log.map(({ term }) => term);
  }
}

describe('the reference tells the stories of the paper', () => {
  test('§5.2: a candidate with votes from a majority leads, and heartbeats keep it (RS-C-1, RS-C-2, RS-L-1)', () => {
    const world = new World('S1', 'S2', 'S3');
    world.elect('S1', 'S2', 'S3');
    expect([...world.servers.values()].map(({ role, currentTerm, leaderId }) => [role, currentTerm, leaderId])).toEqual(
      [
        ['leader', 1, 'S1'],
        ['follower', 1, 'S1'],
        ['follower', 1, 'S1'],
      ],
    );
    expect(world.server('S2').votedFor).toBe('S1');
  });

  test('§5.2: votes are split, and nobody leads until somebody tries again (RS-C-4)', () => {
    const world = new World('S1', 'S2', 'S3', 'S4');
    world.happen('S1', { type: 'timeout', timer: 'election' });
    world.happen('S2', { type: 'timeout', timer: 'election' });
    world.messages = world.messages.filter(({ from, to }) => `${from}${to}` === 'S1S3' || `${from}${to}` === 'S2S4');
    world.settle('S1', 'S2', 'S3', 'S4');
    expect(world.server('S1').votesGranted).toEqual(['S1', 'S3']);
    expect([...world.servers.values()].some(({ role }) => role === 'leader')).toBe(false);
    world.elect('S1', 'S3', 'S4');
    expect(world.server('S1').role).toBe('leader');
  });

  test('§5.3: a command is answered when it was applied, and followers apply it with the next message (RS-L-2)', () => {
    const world = new World('S1', 'S2', 'S3');
    world.elect('S1', 'S2', 'S3');
    world.command('S1', 'x');
    world.settle('S1', 'S2');
    expect(world.applied).toEqual(['S1 1 x', 'S1 answers 1']);
    world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
    world.settle('S1', 'S2', 'S3');
    expect(world.applied.slice(2).sort()).toEqual(['S2 1 x', 'S3 1 x']);
  });

  test('§5.3: entries that conflict with those of the leader are replaced (AE-3, RS-L-6, D-9)', () => {
    const world = new World('S1', 'S2', 'S3');
    world.elect('S1', 'S2', 'S3');
    world.command('S1', 'lost', 'lost too');
    world.settle('S1');
    world.elect('S2', 'S3');
    world.command('S2', 'kept');
    world.settle('S2', 'S3');
    world.happen('S2', { type: 'timeout', timer: 'heartbeat' });
    world.settle('S1', 'S2', 'S3');
    expect(world.server('S1').log).toEqual([{ term: 2, command: 'kept' }]);
    expect(world.server('S1')).toMatchObject({ role: 'follower', commitIndex: 1 });
  });

  test('§5.4.2, Figure 8: an entry of an older term is not committed by counting (RS-L-4)', () => {
    const world = new World('S1', 'S2', 'S3', 'S4', 'S5');
    world.elect('S1', 'S2', 'S3');
    world.command('S1', 'old');
    world.settle('S1', 'S2');
    world.crash('S1');
    world.elect('S1', 'S2', 'S3', 'S4');
    world.settle('S1', 'S2', 'S3', 'S4');
    world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
    world.settle('S1', 'S2', 'S3', 'S4');
    expect([world.terms('S3'), world.server('S1').commitIndex]).toEqual([[1], 0]);
    world.command('S1', 'new');
    world.settle('S1', 'S2', 'S3', 'S4');
    expect(world.server('S1').commitIndex).toBe(2);
  });

  test('§5.6: a server comes back with its term, its vote and its log, and nothing else (ST-9)', () => {
    const world = new World('S1', 'S2', 'S3');
    world.elect('S1', 'S2', 'S3');
    world.command('S1', 'x');
    world.settle('S1', 'S2', 'S3');
    world.crash('S1');
    expect(world.server('S1')).toMatchObject({
      role: 'follower',
      currentTerm: 1,
      votedFor: 'S1',
      commitIndex: 0,
      lastApplied: 0,
      leaderId: null,
      log: [{ term: 1, command: 'x' }],
    });
  });

  test('§7, Figure 13: a follower that is far behind gets the snapshot in chunks (IS-9, IS-10, IS-5, IS-7)', () => {
    const world = new World('S1', 'S2', 'S3');
    world.elect('S1', 'S2', 'S3');
    world.command('S1', 'a', 'b', 'c');
    world.settle('S1', 'S2');
    const data = 'state after 2';
    world.happen('S1', { type: 'compact', index: 2, data });
    expect(world.server('S1').snapshot?.checksum).toBe(crc32c(data));
    world.happen('S1', { type: 'timeout', timer: 'heartbeat' });
    const chunks: string[] = [];
    for (let message = world.messages.shift(); message; message = world.messages.shift()) {
      if (message.type === 'InstallSnapshot') chunks.push(message.data);
      world.happen(message.to, message);
    }
    expect(chunks).toEqual(['stat', 'e af', 'ter ', '2']);
    expect(world.server('S3').snapshot).toEqual(world.server('S1').snapshot);
    expect(world.server('S3')).toMatchObject({ log: [{ term: 1, command: 'c' }], incomingSnapshot: null });
  });
});
