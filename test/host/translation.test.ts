import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Translation, translateKnowing } from '../../src/host/translation.ts';
import { figure2, scratchFolder } from '../cli/figure2.ts';

describe('what another thread has translated', () => {
  const told: string[] = [];
  const known = new Map<string, Translation>([['/a.ts', { text: 'one', script: 'ONE' }]]);
  const translate = translateKnowing(
    known,
    (text) => text.toUpperCase(),
    (path, { script }) => told.push(`${path} ${script}`),
  );

  test('is not translated again, unless the file has another text by now', () => {
    expect([translate('one', '/a.ts'), translate('two', '/a.ts'), translate('one', '/b.ts')]).toEqual([
      ...['ONE', 'TWO', 'ONE'],
    ]);
    expect(told).toEqual(['/a.ts TWO', '/b.ts ONE']);
  });
});

test('a model in several files of TypeScript is the same in each of the threads that search it', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'bound.ts'), 'export enum Bound { Last = 40 }\n');
  writeFileSync(
    join(folder, 'model.ts'),
    `import { Bound } from './bound.ts';
export const model = {
  name: 'pairs',
  initialStates: [[0, 0]],
  actions: (): number[] => [0, 1],
  next: (pair: number[], place: number) => pair.map((n, at) => (at === place ? Math.min(n + 1, Bound.Last) : n)),
};
`,
  );
  const { status, stdout } = figure2(folder, 'explore', './model.ts', '--workers', '2', '--json');
  expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ distinct: 41 * 41 })]);
});
