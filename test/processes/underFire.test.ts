import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { journalsIn } from '../../src/processes/processCluster.ts';
import { type FireSetting, putUnderFire } from '../../src/processes/underFire.ts';
import { validateFiles } from '../../src/verify/journals.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const program = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const underFire = (seed: number, changes: Partial<FireSetting>) => {
  const directory = mkdtempSync(join(tmpdir(), 'figure2-fire-'));
  folders.push(directory);
  return putUnderFire({
    seed,
    clients: 8,
    kills: 1,
    directory,
    servers: ['S1', 'S2', 'S3'],
    segmentBytes: 65_536,
    options: { electionTimeoutMs: 300, heartbeatMs: 30, snapshotAfterEntries: 200 },
    program: program('../../dist/src/processes/nodeProcess.js'),
    ...changes,
  });
};

describe('a cluster of real processes under fire', () => {
  test('loses no acknowledged command in 40 kills, and goes on after each fault', async () => {
    const { objections, kills, commands, recoveries } = await underFire(1, { kills: 40 });
    expect(objections).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(40);
    expect(commands.applied).toBeGreaterThan(recoveries.length);
    const [folder = ''] = folders.map(journalsIn);
    const { refusal, undecided, steps } = validateFiles(readdirSync(folder).map((name) => join(folder, name)));
    expect({ refusal, undecided }).toEqual({});
    expect(steps).toBeGreaterThan(commands.applied);
  });

  test('is found out when its servers forget what they have acknowledged', async () => {
    const isMeant: FireSetting['isMeant'] = ({ kills }) => kills === 3;
    const { objections } = await underFire(2, { kills: 3, isMeant, program: program('./forgetfulNode.mjs') });
    expect(objections.join('\n')).toMatch(/"c\d+ [a-z]+.*" was acknowledged at position \d+, which holds/);
  });
});
