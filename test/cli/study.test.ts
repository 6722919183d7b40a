import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { figure2, scratchFolder } from './figure2.ts';

const folder = scratchFolder();

const numbers = {
  seed: z.int(),
  trials: z.int(),
  capMs: z.literal(100_000),
  plots: z.array(
    z.strictObject({
      title: z.string(),
      minMs: z.number(),
      maxMs: z.number(),
      lines: z.array(
        z.strictObject({
          name: z.string(),
          electionTimeoutMs: z.number(),
          spreadMs: z.number(),
          medianMs: z.number(),
          p95Ms: z.number(),
          maxMs: z.number(),
          shareWithoutLeader: z.number(),
          percentilesMs: z.array(z.number()).length(201),
        }),
      ),
    }),
  ),
};

describe('figure2 study elections', () => {
  test('writes the numbers and the plots, the same each time, and updates the page', () => {
    const read = (out: string): readonly string[] =>
      ['elections.json', 'elections.svg'].map((file) => readFileSync(join(folder, out, file), 'utf8'));
    mkdirSync(join(folder, 'a'));
    writeFileSync(
      join(folder, 'a/elections.md'),
      'before\n\n<!-- elections:begin -->\nold\n<!-- elections:end -->\n\nafter\n',
    );
    const first = figure2(folder, 'study', 'elections', '--trials', '4', '--out', 'a', '--workers', '1');
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^150-155 ms +\d+/m);
    const page = readFileSync(join(folder, 'a/elections.md'), 'utf8');
    expect(page).toMatch(
      /^before\n\n<!-- elections:begin -->\n\n\| Timeout \|[\s\S]*\n\n<!-- elections:end -->\n\nafter\n$/,
    );
    expect(page).toMatch(/^\| 150-150 ms \| > 100 s \| > 100 s \| > 100 s \| 100.0 % \|$/m);

    const second = figure2(folder, 'study', 'elections', '--trials', '4', '--out', 'b/c', '--workers', '2', '--json');
    expect([second.status, second.stderr]).toEqual([0, '']);
    const document = z.strictObject({ ok: z.literal(true), ...numbers, files: z.array(z.string()) });
    expect(document.parse(JSON.parse(second.stdout)).files).toEqual(['b/c/elections.json', 'b/c/elections.svg']);
    expect(read('b/c')).toEqual(read('a'));

    const [json = '', svg = ''] = read('a');
    expect(
      z
        .strictObject(numbers)
        .parse(JSON.parse(json))
        .plots.map(({ lines }) => lines.length),
    ).toEqual([6, 5]);
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    for (const label of ['150-150 ms', '12-24 ms', 'time without a leader (ms)']) expect(svg).toContain(label);
  });
});
