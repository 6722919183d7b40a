/** The examples of the line protocol. One whose language is not on this machine is skipped, and says so. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withBuiltPool } from '../../built.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A launcher that stands in for a language would cost more than the language: its programs are found beside the real one. */
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout as
  | string
  | null;
const { PATH = '' } = process.env;
if (python) process.env['PATH'] = `${dirname(python.trim())}:${PATH}`;
afterAll(() => {
  process.env['PATH'] = PATH;
});

const examples = [
  {
    language: 'python',
    tool: 'python3',
    file: 'raft.py',
    leads: 'self.role = "leader"\n',
    forgets: 'self.role, self.disk["votedFor"] = "leader", None\n',
  },
  {
    language: 'java',
    tool: 'javac',
    file: 'Raft.java',
    leads: ' role = Role.LEADER;\n',
    forgets: ' role = Role.LEADER; votedFor = null;\n',
  },
  {
    language: 'rust',
    tool: 'rustc',
    file: 'raft.rs',
    leads: 'self.role = Role::Leader;\n',
    forgets: 'self.role = Role::Leader; self.voted_for = None;\n',
  },
] as const;

describe.each(examples)(
  'the example in $language (skipped where there is no $tool)',
  ({ language, tool, file, leads, forgets }) => {
    const isThere = spawnSync(tool, ['--version']).status === 0;
    const path = join('test/grade/submissions', language, 'figure2.json');

    test.skipIf(!isThere)('passes scenarios and schedules, and does the same with the same seed', async () => {
      const [results, again, found] = await withBuiltPool(async ({ open }) => {
        const { scenario, schedule } = await open(path);
        const names = ['Persist13C', 'SnapshotInit3D'];
        return [
          await Promise.all(names.map((name) => scenario(name))),
          await scenario('Persist13C'),
          await Promise.all(['leader-asked', 'old-heartbeat'].map((name) => schedule(name))),
        ] as const;
      });
      expect(results.map(({ report }) => report.because)).toEqual(results.map(() => undefined));
      expect(results.flatMap(({ wire }) => wire.filter(({ outcome }) => outcome === 'broken'))).toEqual([]);
      expect(again).toEqual(results[0]);
      expect(found.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
    });

    test.skipIf(!isThere)('with a vote that is forgotten by its leader is broken', async () => {
      const copy = join(folder, language);
      cpSync(dirname(path), copy, { recursive: true });
      const text = readFileSync(join(copy, file), 'utf8');
      expect(text.split(leads).length).toBe(2);
      writeFileSync(join(copy, file), text.replace(leads, forgets));
      const finding = await withBuiltPool(async ({ open }) =>
        (await open(join(copy, 'figure2.json'))).schedule('leader-asked'),
      );
      expect(finding).toMatchObject({ outcome: 'broken', clause: 'RV-2' });
    });
  },
);
