import { expect, test } from 'vitest';
import { loadSpec } from '../../src/quint/index.ts';

const FILE = 'test/quint/counter.qnt';
const spec = loadSpec(FILE, 'small');

test('the runs of a specification are played, and those that fail say where and why', () => {
  const [goes, stalls, blocked, draws, drawsWrong, ...others] = spec.test(undefined, { seed: 3, samples: 20 });
  expect(others).toEqual([]);
  expect(goes).toEqual({ name: 'goesTest', ok: true, file: FILE, line: 97, column: 7, seed: 3n, samples: 1 });
  expect(stalls).toMatchObject({ name: 'stallsTest', ok: false, message: 'stallsTest is false', line: 98 });
  expect(stalls?.refusal).toMatchObject({ text: 'states.get(worker).isFree()', line: 37, where: { worker: 'ann' } });
  expect(blocked).toMatchObject({ name: 'blockedTest', ok: false, line: 99, column: 46 });
  expect(blocked?.message).toMatch(/^Cannot continue in `then`[^\n]*\[QNT513\]$/);
  expect(blocked?.refusal).toMatchObject({ text: 'states.get(worker).isFree()', where: { worker: 'ann' } });
  expect(draws).toMatchObject({ name: 'drawsTest', ok: true, samples: 20 });
  expect(drawsWrong).toMatchObject({
    name: 'drawsWrongTest',
    ok: false,
    message: expect.stringContaining('QNT508') as string,
  });
  expect(drawsWrong?.refusal).toMatchObject({ text: 'count < 3', left: 4, right: 3 });
});

test('a run that fails does so at once with the seed that it tells', () => {
  const [failed] = spec.test(/^drawsWrongTest$/, { seed: 100, samples: 200 });
  expect(spec.test(/^drawsWrongTest$/, { seed: failed?.seed ?? 0 })).toEqual([{ ...failed, samples: 1 }]);
});

test('a run is no action, whatever its name', () => {
  expect(spec.test(/^(fetchAnn|goesTest)$/).map(({ name }) => name)).toEqual(['goesTest']);
});
