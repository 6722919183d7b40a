import types from '@informalsystems/quint/dist/src/types/parser.js';
import { describe, expect, test, vi } from 'vitest';
import { loadSpec } from '../../src/quint/index.ts';
import { remember } from '../../src/quint/signatures.ts';

describe('a signature of the language', () => {
  test('is read once, whoever uses it', () => {
    loadSpec('test/quint/counter.qnt', 'small');
    const signature = types.parseTypeOrThrow('(Set[a], a) => bool');
    expect(types.parseTypeOrThrow('(Set[a], a) => bool')).toBe(signature);
    expect(types.parseTypeOrThrow('(Set[a]) => bool')).not.toEqual(signature);
  });

  test('can not be changed by one of its users', () => {
    const read = vi.fn((text: string) => ({ kind: text, params: [{ kind: 'int' }] }));
    const readOnce = remember(read);
    const found = readOnce('oper');
    expect([readOnce('oper'), readOnce('oper')]).toEqual([found, found]);
    expect(read).toHaveBeenCalledTimes(1);
    expect(() => Object.assign(found.params[0] ?? {}, { kind: 'str' })).toThrow(TypeError);
  });

  test('that is wrong stays wrong', () => {
    const readOnce = remember((text) => {
      throw new Error(`no type: ${text}`);
    });
    for (let time = 0; time < 2; time++) expect(() => readOnce('(')).toThrow('no type: (');
  });
});
