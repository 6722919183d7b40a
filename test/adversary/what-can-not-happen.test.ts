/**
 * Tries: recordings some of whose actions can not happen with the rules that they are replayed on: a vote that nobody asked for, an
 * answer to what was never sent; by way of `replay` in all its forms, and of counterexamples of which the beginning is gone.
 * Right: it is said how much of it did not happen. A recording of which a part happened holds nothing: exit code 2. A
 * counterexample was not violated, which is not "PASS": the rules that were fixed do otherwise, and exit code 0 says no more.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { figure2Here, oneLineThat, scratchFolder } from '../cli/figure2.ts';
import { foundIn } from '../model/counterexample/arrange.ts';

const folder = scratchFolder();
const { violation, foundBy, uncut, ...recording } = foundIn('A01', 2);
const { trace } = recording;

const write = (name: string, skipped: (line: string) => boolean, isFound: boolean): string => {
  const kept = { ...recording, trace: trace.filter(({ line }) => !skipped(line)) };
  writeFileSync(join(folder, name), writeTraceFile(isFound ? { ...kept, violation, foundBy, uncut } : kept));
  return name;
};

const isNothing = (): boolean => false;
const isAsking = (line: string): boolean => line.includes('timeout election');
const whole = write('whole.itf.json', isNothing, false);
const part = write('part.itf.json', isAsking, false);
const found = write('found.itf.json', isNothing, true);
const partFound = write('part-found.itf.json', isAsking, true);

describe('a recording', () => {
  test('of which all happens holds', async () => {
    const { status, stdout, stderr } = await figure2Here(folder, 'replay', whole);
    expect([status, stderr, stdout]).toEqual([0, '', expect.stringMatching(/^PASS\./m)]);
  });

  test.each([[[]], [['--json']], [['--format', 'mermaid']], [['--format', 'itf']]])(
    'of which a part happens is no verdict: %j',
    async (flags) => {
      const { status, stdout, stderr } = await figure2Here(folder, 'replay', part, ...flags);
      expect(status).toBe(2);
      expect(stderr).toMatch(oneLineThat(/not decided: \d+ of \d+ actions of the file can't happen with these rules/));
      expect(stdout).not.toMatch(/PASS|"ok": ?true/);
    },
  );
});

describe('a counterexample', () => {
  test('of which all happens, and nothing is broken, holds', async () => {
    const { status, stdout } = await figure2Here(folder, 'replay', found);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^PASS\. Today's code no longer does/m)]);
  });

  test('of which a part happens is not violated, and the rest is counted', async () => {
    const { status, stdout, stderr } = await figure2Here(folder, 'replay', partFound);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+ actions? of the file can't happen any more\.$/m);
    expect(stdout).toMatch(/^Not violated by the other \d+\. Today's code no longer does what the file tells of\.$/m);
    expect(stdout).not.toMatch(/PASS/);
    const { stdout: document } = await figure2Here(folder, 'replay', partFound, '--json');
    expect(JSON.parse(document)).toMatchObject({ ok: true, skipped: expect.any(Number) as number });
  });

  test('that is to be cut says the same', async () => {
    const { status, stdout } = await figure2Here(folder, 'replay', partFound, '--cut');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^Not violated\. .*nothing to shrink/)]);
  });
});
