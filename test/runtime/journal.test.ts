import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { validateFiles } from '../../src/verify/journals.ts';
import { OpenNodes, until } from './openNodes.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figure2-journal-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const fileOf = (id: string): string => join(folder, `${id}.journal`);
const allFiles = (): readonly string[] => readdirSync(folder).map((name) => join(folder, name));

const propose = async (nodes: OpenNodes, commands: number): Promise<void> => {
  const { node } = await nodes.leader();
  for (let round = 0; round < commands; round += 10)
    await Promise.all(Array.from({ length: 10 }, (_, place) => node.propose(`c${round + place}`)));
};

const pages: readonly (readonly [string, { readonly extensions?: readonly [] }])[] = [
  ['as it is opened', {}],
  ['without optional pages', { extensions: [] }],
];

describe('what a cluster records is what Figure 2 allows', () => {
  test.each(pages)('%s, over a restart and many files', async (_, options) => {
    {
      await using nodes = await OpenNodes.of(3, (id) => ({
        record: { file: fileOf(id), maxBytes: 4096, files: 100 },
        snapshotAfterEntries: 40,
        ...options,
      }));
      await propose(nodes, 60);
      const { id, node } = await nodes.leader();
      await node.close();
      const [other = ''] = nodes.but(id);
      await nodes.leader(nodes.but(id));
      await nodes.open(id);
      await propose(nodes, 60);
      await until(() => nodes.servers.every((one) => nodes.at(one).node.status().lastApplied >= 120));
      expect(nodes.at(other).node.status().recording).toBe('on');
    }
    const { ok, refusal, steps, arrivals, before, files } = validateFiles(allFiles());
    expect(refusal).toBeUndefined();
    expect([ok, before]).toEqual([true, 0]);
    expect(steps).toBeGreaterThan(100);
    expect(arrivals).toBeGreaterThan(50);
    expect(Object.values(files).flat().length).toBeGreaterThan(4);
  });

  test('also where long entries were sent in pieces', async () => {
    {
      await using nodes = await OpenNodes.of(3, (id) => ({ record: fileOf(id) }));
      const { node, list } = await nodes.leader();
      list.apply = () => '';
      const command = 'x'.repeat(400_000);
      await Promise.all(Array.from({ length: 8 }, () => node.propose(command)));
      await until(() => nodes.servers.every((id) => nodes.at(id).node.status().lastApplied >= 8));
    }
    const { ok, refusal, arrivals } = validateFiles(allFiles());
    expect(refusal).toBeUndefined();
    expect(ok).toBe(true);
    expect(arrivals).toBeGreaterThan(8);
  });

  test('and what was changed in it is not', async () => {
    {
      await using nodes = await OpenNodes.of(3, (id) => ({ record: fileOf(id) }));
      await propose(nodes, 10);
      await until(() => nodes.at('S2').node.status().lastApplied >= 10);
    }
    const file = fileOf('S2');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/commit=(\d+) (?=\[[^\n]*RS-A-1)/, 'commit=9$1 '));
    expect(validateFiles(allFiles()).refusal).toMatchObject({ file, what: 'commitIndex' });
  });
});

describe('a journal', () => {
  test('keeps so many files and no more', async () => {
    await using nodes = await OpenNodes.of(1, (id) => ({
      record: { file: fileOf(id), maxBytes: 4096, files: 3 },
      extensions: [],
    }));
    await propose(nodes, 300);
    expect(readdirSync(folder).sort()).toEqual(['S1.journal', 'S1.journal.1', 'S1.journal.2']);
    const { ok, steps } = validateFiles(allFiles());
    expect([ok, steps > 10]).toEqual([true, true]);
  });

  test('that can be written no longer ends, and the node goes on', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await using nodes = await OpenNodes.of(1, (id) => ({ record: { file: fileOf(id), maxBytes: 4096 } }));
    const { node } = await nodes.leader();
    mkdirSync(`${fileOf('S1')}.new`);
    await propose(nodes, 200);
    expect(node.status().recording).toMatch(/^ended: EISDIR/);
    expect(warn).toHaveBeenCalledOnce();
    expect(String(warn.mock.calls[0]?.[0])).toMatch(/^S1 records no more into .*, and goes on without: EISDIR/);
    await expect(node.propose('last')).resolves.toContain('last');
    const text = readFileSync(fileOf('S1'), 'utf8');
    expect(text).toMatch(/\n# recording ended: EISDIR[^\n]*\n$/);
    expect(validateFiles([fileOf('S1')]).ok).toBe(true);
  });

  test('begins a file at each start, behind the one that is there', async () => {
    {
      await using _ = await OpenNodes.of(1, (id) => ({ record: fileOf(id) }));
    }
    appendFileSync(fileOf('S1'), '9.9 S1 st');
    {
      await using _ = await OpenNodes.of(1, (id) => ({ record: fileOf(id) }));
    }
    expect(readFileSync(fileOf('S1'), 'utf8')).toContain('"number":2,"begins":"restart"');
    expect(readFileSync(`${fileOf('S1')}.1`, 'utf8')).toContain('"number":1,"begins":"restart"');
  });

  test('never takes the place of what is no journal of this server', async () => {
    writeFileSync(fileOf('S1'), 'my diary\n');
    await expect(OpenNodes.of(1, (id) => ({ record: fileOf(id) }))).rejects.toThrow(
      /^S1 can't record into .*S1\.journal: .*S1\.journal is no journal of S1 of cluster figure2; give another path, or move it away$/,
    );
    expect(readFileSync(fileOf('S1'), 'utf8')).toBe('my diary\n');
    expect(existsSync(`${fileOf('S1')}.new`)).toBe(false);
  });

  test('is named in one line where it can not be begun', async () => {
    const file = join(folder, 'nowhere', 'S1.journal');
    await expect(OpenNodes.of(1, () => ({ record: file }))).rejects.toThrow(/^S1 can't record into .*: ENOENT/);
  });
});
