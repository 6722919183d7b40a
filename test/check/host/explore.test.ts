import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../model/worlds/configs/config.ts';
import { configOf, worldOf } from '../../../model/worlds/configs/index.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import type * as Host from '../../../src/check/host/explore.ts';
import type * as Guest from '../../../src/host/guest.ts';
import { store } from '../../model/worlds/arrange.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-host-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Threads load what was built: they have no TypeScript. */
const built = (file: string): string => pathToFileURL(resolve('dist', file)).href;
const { exploreInThreads } = (await import(built('src/check/host/explore.js'))) as typeof Host;

const { dismissGuests } = (await import(built('src/host/guest.js'))) as typeof Guest;
afterAll(dismissGuests);

const MEGABYTE = 2 ** 20;
const lateEntries = configOf('late-entries');

const explore = (config: Config, options: Partial<Host.HostOptions> = {}): Promise<Host.HostReport> =>
  exploreInThreads({
    module: built('src/cli/explore/subject.js'),
    args: { config },
    workers: 2,
    memoryBytes: 512 * MEGABYTE,
    ...options,
  });

/** What does not depend on threads. */
const numbers = ({ ok, complete, stopped, distinct, generated, depth }: Awaited<ReturnType<typeof explore>>) => ({
  ok,
  complete,
  stopped,
  distinct,
  generated,
  depth,
});

describe('threads', () => {
  test('a checkpoint is refused where the search is to go on after a violation', async () => {
    const kept = join(folder, 'broken');
    await expect(explore(lateEntries, { keepGoing: true, checkpoint: kept })).rejects.toThrow(
      /a checkpoint does not know/,
    );
  });

  test('one and three of them count the same as none, also how often each clause fired', async () => {
    const world = worldOf(lateEntries, store());
    const { ok, complete, stopped, distinct, generated, depth } = exploreSpace(world, {});
    expect({ distinct, depth }).toEqual(lateEntries.expected);
    const alone = world.counts();
    for (const workers of [1, 3]) {
      const report = await explore(lateEntries, { workers });
      expect(numbers(report)).toEqual({ ok, complete, stopped, distinct, generated, depth });
      expect(report.workers).toBe(workers);
      for (const [clause, count] of Object.entries(report.counts)) {
        // What fires in the script before the search does not count: that is no thread's.
        expect(count, clause).toBeLessThanOrEqual(alone[clause] ?? 0);
        expect(count, clause).toBeGreaterThanOrEqual((alone[clause] ?? 0) - 100);
      }
    }
  });

  test('under symmetry, too', async () => {
    const config = configOf('duplication');
    for (const workers of [1, 3]) {
      expect(await explore(config, { workers })).toMatchObject({ ok: true, symmetry: 6, ...config.expected });
    }
  });

  test('another world counts otherwise', async () => {
    const { distinct } = await explore({ ...lateEntries, budget: { electionTimeouts: 1, clientCommands: 1 } });
    expect(distinct).not.toBe(lateEntries.expected.distinct);
  });

  test('a defect is found at the same depth by any number of them', async () => {
    const protocol = join(folder, 'votes-twice.mjs');
    const mutant = JSON.stringify(built('model/mutants/requestVote/votes-twice.js'));
    writeFileSync(protocol, `import { votesTwice } from ${mutant};\nexport const { protocol } = votesTwice;\n`);
    for (const workers of [1, 3]) {
      const report = await explore(configOf('elections'), {
        workers,
        args: { config: configOf('elections'), protocol: { file: protocol, hash: '' } },
      });
      expect(report).toMatchObject({ ok: false, stopped: 'violation', depth: 4 });
      expect(report.properties.filter(({ ok }) => ok === false).map(({ path }) => path?.length)).toEqual([4, 4, 4]);
    }
  });

  test('what is not symmetric is refused, whichever thread sees it', async () => {
    await expect(
      explore(configOf('crash-replication'), { args: { config: configOf('crash-replication'), symmetry: true } }),
    ).rejects.toThrow(/ without symmetry/);
  });

  test('a module that fails in a thread fails the search', async () => {
    const module = join(folder, 'fails.mjs');
    writeFileSync(
      module,
      `import { isMainThread } from 'node:worker_threads';
import { spaceFor as good } from ${JSON.stringify(built('src/cli/explore/subject.js'))};
export const spaceFor = (args, store) => { if (!isMainThread) throw new Error('no thread today'); return good(args, store); };`,
    );
    await expect(explore(lateEntries, { module: pathToFileURL(module).href })).rejects.toThrow('no thread today');
  });
});

describe('a search that is stopped', () => {
  const config = configOf('crash-recovery');

  test('by its memory keeps its complete levels, and goes on from there with the same numbers', async () => {
    const checkpoint = join(folder, 'memory');
    const stopped = await explore(config, { memoryBytes: 16 * MEGABYTE, checkpoint });
    expect(stopped).toMatchObject({ ok: false, complete: false, stopped: 'memory' });
    expect(stopped.depth).toBeGreaterThan(5);
    expect(stopped.depth).toBeLessThan(config.expected.depth);
    const [direct, resumed] = [await explore(config), await explore(config, { checkpoint, resume: true, workers: 1 })];
    expect(resumed).toMatchObject({ ok: true, complete: true, ...config.expected });
    expect(numbers(resumed)).toEqual(numbers(direct));
  });

  test('again and again comes to the same end', async () => {
    const checkpoint = join(folder, 'steps');
    let report = await explore(config, { memoryBytes: 14 * MEGABYTE, checkpoint });
    const depths = [report.depth];
    for (let megabytes = 18; !report.complete && megabytes < 200; megabytes *= 2) {
      report = await explore(config, { memoryBytes: megabytes * MEGABYTE, checkpoint, resume: true });
      depths.push(report.depth);
    }
    expect(report).toMatchObject({ ok: true, complete: true, ...config.expected });
    expect(depths).toEqual([...depths].sort((a, b) => a - b));
    expect(depths.length).toBeGreaterThan(2);
  });

  test('by a signal, or by its time', async () => {
    expect(await explore(configOf('three-terms'), { signal: AbortSignal.timeout(900) })).toMatchObject({
      complete: false,
      stopped: 'interrupted',
    });
    expect(await explore(configOf('three-terms'), { budgetSeconds: 0.1 })).toMatchObject({ stopped: 'interrupted' });
  });

  test('does not go on from a checkpoint that is broken, or of another search', async () => {
    const checkpoint = join(folder, 'broken');
    await explore(config, { memoryBytes: 16 * MEGABYTE, checkpoint });
    expect(readdirSync(checkpoint)).toContain('checkpoint.json');
    const resume = { checkpoint, resume: true };
    await expect(explore(lateEntries, resume)).rejects.toThrow(/holds a checkpoint of another search/);
    await expect(explore(config, { ...resume, memoryBytes: MEGABYTE })).rejects.toThrow(/allow more with --memory/);
    const rows = readdirSync(checkpoint).find((file) => file.startsWith('rows-')) ?? '';
    truncateSync(join(checkpoint, rows), 100);
    await expect(explore(config, resume)).rejects.toThrow(/rows-\w+\.bin: it is cut short: 100 of \d+ bytes/);
    writeFileSync(
      join(checkpoint, 'checkpoint.json'),
      readFileSync(join(checkpoint, 'checkpoint.json'), 'utf8').slice(9),
    );
    await expect(explore(config, resume)).rejects.toThrow(/is no checkpoint of this version/);
  });
});
