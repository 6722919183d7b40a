import { expect, test } from 'vitest';
import { attempt } from '../../src/cluster/failure.ts';

const failing = (what: unknown) => () => {
  throw what;
};

test('what a protocol throws is said in one way', () => {
  expect(attempt(failing(new Error('out of cheese')))).toEqual({
    ok: false,
    because: 'the protocol itself failed: out of cheese',
  });
  expect(attempt(failing('no disk'))).toEqual({ ok: false, because: 'the protocol itself failed: no disk' });
});

test('what it gives is given on', () => {
  expect(attempt(() => 7)).toEqual({ ok: true, value: 7 });
});
