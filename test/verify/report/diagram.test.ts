import { describe, expect, test } from 'vitest';
import type { PropertyReport } from '../../../src/check/explore/report.ts';
import { mermaidOfPath, mermaidOfPicture } from '../../../src/verify/report/diagram.ts';

const path = (steps: number, text = 'up'): PropertyReport => ({
  name: 'a',
  kind: 'always',
  ok: false,
  path: Array.from({ length: steps }, (_, state) => ({ action: state === 0 ? null : text, state })),
});

describe('a path', () => {
  test('is drawn as what happened and what it changed, and where it goes round', () => {
    expect(mermaidOfPath({ ...path(3), loopsTo: 0 })).toBe(
      ['flowchart TD', '  s0["0. at first<br/>0"]', '  s1["1. up<br/>0 → 1"]', '  s2["2. up<br/>1 → 2"]']
        .concat(['  s0 --> s1', '  s1 --> s2', '  s2 -. for ever .-> s0', ''])
        .join('\n'),
    );
  });

  test('of nothing is not drawn', () => {
    expect(mermaidOfPath(path(0))).toBeUndefined();
  });

  test('that is long is drawn from where there is room', () => {
    expect(mermaidOfPath(path(1000))).toMatch(/^flowchart TD\n {2}s800\[/);
    const wide = mermaidOfPath(path(200, '"'.repeat(300)));
    expect(wide?.length).toBeLessThanOrEqual(48_000);
    expect(wide).toContain('s198 --> s199');
  });

  test('no text leaves its box', () => {
    expect(mermaidOfPath(path(2, '"]\n  click s0 "http://a"\n```'))).toMatch(
      /^(?:[^"\n]*"[^"\n]*"\][^"\n]*\n|[^"\n]*\n)*$/,
    );
  });
});

describe('a picture', () => {
  const row = { at: 0, kind: 'event', roles: ['leader'], notes: [] } as const;
  const picture = (rows: number, label: string) => ({
    title: 'A trace',
    servers: ['S1'],
    rows: Array.from({ length: rows }, (_, step) => ({ ...row, step: step + 1, label })),
  });

  test('that is long is drawn from where there is room', () => {
    const text = mermaidOfPicture(picture(1000, 'crash'));
    expect(text).toMatch(/^sequenceDiagram\n/);
    expect(text?.match(/ Note over /g)).toHaveLength(200);
    expect(text).toContain('1000. crash');
    expect(mermaidOfPicture(picture(200, '['.repeat(400)))?.length).toBeLessThanOrEqual(48_000);
  });

  test('of which not even one row has room is not drawn', () => {
    expect(mermaidOfPicture(picture(1, '['.repeat(20_000)))).toBeUndefined();
    expect(mermaidOfPicture(picture(0, ''))).toBeUndefined();
  });
});
