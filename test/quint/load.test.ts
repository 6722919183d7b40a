import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadSpec } from '../../src/quint/index.ts';

const FILE = 'test/quint/counter.qnt';
const text = readFileSync(FILE, 'utf8');

/** What is said of the toy when one place of it is written otherwise. */
const complaint = (from: string, to: string): string => {
  expect(text).toContain(from);
  try {
    loadSpec(FILE, 'small', text.replace(from, to));
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : '';
  }
  return 'nothing';
};

describe('a specification', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is read, with its definitions and where they are', () => {
    const { definitions } = loadSpec(FILE, 'small');
    const found = ['END', 'count', 'fetch', 'fetchAnn', 'goesTest', 'isOpen', 'isFree', 'State'];
    expect(found.map((name) => definitions.get(name)?.kind)).toEqual([
      ...['const', 'var', 'action', 'action', 'run', 'val', 'pure def', 'type'],
    ]);
    expect(definitions.get('fetch')).toMatchObject({ file: FILE, line: 33, column: 10, parameters: ['worker'] });
  });

  test('that is not written as it should be is refused, with the place', () => {
    expect(complaint("count' = 0,", "count' = = 0,")).toMatch(
      /^Error: test\/quint\/counter\.qnt:25:14: [^\n]*extraneous input '='[^\n]*\[QNT000\]( \(and \d+ more\))?$/,
    );
  });

  test('with a name that is not there', () => {
    expect(complaint('val isOpen = count < END', 'val isOpen = count < ENDE')).toBe(
      `Error: ${FILE}:31:24: Name 'ENDE' not found [QNT404]`,
    );
  });

  test('with types that do not fit', () => {
    expect(complaint('val isOpen = count < END', 'val isOpen = count < "five"')).toBe(
      `Error: ${FILE}:31:16: Couldn't unify int and str, Trying to unify (int, int) => bool and (int, str) => _t13 [QNT000]`,
    );
  });

  test('of which names alone are checked is refused for a name, and not for a type', () => {
    const read = (to: string) => loadSpec(FILE, 'small', text.replace('val isOpen = count < END', to), 'names');
    expect(() => read('val isOpen = count < ENDE')).toThrow("Name 'ENDE' not found [QNT404]");
    expect(read('val isOpen = count < "five"').definitions.get('isOpen')?.kind).toBe('val');
  });

  test('with a variable that is assigned twice', () => {
    expect(complaint("count' = 0,", "count' = 0, count' = 1,")).toBe(
      `Error: ${FILE}:19:3: Multiple updates of variable count [QNT202]`,
    );
  });

  test('with several errors, of which the first is told', () => {
    const to = "count' = true, count' = 1,";
    expect(complaint("count' = 0,", to)).toMatch(/^Error: test\/quint\/counter\.qnt:19:3: [^\n]* \(and \d+ more\)$/);
  });

  test('that would print is refused', () => {
    expect(complaint('val isOpen = count < END', 'val isOpen = q::debug("open", count) < END')).toBe(
      `Error: ${FILE}:31:16: q::debug prints in the midst of a run; remove it [QNT501]`,
    );
  });

  test('without its file or its module', () => {
    expect(() => loadSpec('test/quint/missing.qnt', 'small')).toThrow(/^can't read test\/quint\/missing\.qnt: ENOENT/);
    expect(() => loadSpec(FILE, 'large')).toThrow(`${FILE}: there is no module large; there are kinds, counter, small`);
  });

  test('that was read serves each of its modules', () => {
    const spec = loadSpec(FILE, 'small');
    const counter = spec.module('counter');
    expect(counter.definitions).toEqual(loadSpec(FILE, 'counter').definitions);
    expect(counter.definitions).not.toEqual(spec.definitions);
    expect(() => spec.module('large')).toThrow(`${FILE}: there is no module large; there are kinds, counter, small`);
  });

  test('is read without a word on the standard output', () => {
    const spies = [
      vi.spyOn(process.stdout, 'write').mockReturnValue(true),
      vi.spyOn(console, 'debug').mockReturnValue(undefined),
      vi.spyOn(console, 'error').mockReturnValue(undefined),
    ];
    // The parser tells the console about the hole that it fills here.
    complaint('action fetch(worker: str): bool = {', 'action fetch(: str): bool = {');
    complaint('val isOpen = count < END', 'val isOpen =');
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});
