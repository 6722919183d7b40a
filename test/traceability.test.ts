import { describe, expect, test } from 'vitest';
import { clauseIds, clausesNotCounted, clausesNotFormal, clausesWithoutCode } from '../src/core/clauses.ts';
import { repositoryFiles, type SourceFile, under } from './tidy/files.ts';
import { notFormal, untraced } from './tidy/trace.ts';

describe('the spec', () => {
  test('has code and a test for each clause, or a reason why not', () => {
    const files = repositoryFiles().filter(({ path }) => path !== 'src/core/clauses.ts');
    const about = under(files, 'test/docgen', 'test/tidy').map(({ path }) => path);
    const tests = under(files, 'test', 'model/mutants').filter(
      ({ path }) => !about.includes(path) && path !== 'test/traceability.test.ts',
    );
    const code = under(files, 'src/core', 'src/kv');
    const model = under(files, 'model');
    const reasons = { withoutCode: clausesWithoutCode, notCounted: clausesNotCounted };
    expect(untraced({ ids: clauseIds, code, model, tests, ...reasons })).toEqual([]);
  });
});

describe('the formal specification', () => {
  test('names each clause, or a divergence says why not', () => {
    const spec = repositoryFiles().filter(({ path }) => path === 'spec/raft.qnt');
    expect(notFormal(clauseIds, spec, { ...clausesWithoutCode, ...clausesNotFormal })).toEqual([]);
  });

  test.each([
    ['a clause that it does not name', 'val SP_1 = true', {}, /^RV-1: raft.qnt does not name it/],
    ['an excuse that is not needed', 'val SP_1 = "RV-1"', { 'RV-1': 'later' }, /^RV-1: raft.qnt names it/],
  ])('turns red for %s', (_, text, excused, words) => {
    const spec = [{ path: 'spec/raft.qnt', text }];
    expect(notFormal(['SP-1', 'RV-1'], spec, excused)).toEqual([expect.stringMatching(words)]);
    expect(notFormal(['SP-1'], spec, {})).toEqual([]);
  });
});

describe('the check turns red', () => {
  const file = (text: string): readonly SourceFile[] => [{ path: 'a.ts', text }];
  const nothing = { code: [], model: [], tests: [], withoutCode: {}, notCounted: {} };

  test('for a clause without code and without a test', () => {
    expect(untraced({ ...nothing, ids: ['RV-1'] })).toEqual([
      'RV-1: no code cites it; cite it where it is implemented, or excuse it in divergences.md',
      'RV-1: no test cites it; name it in the title of the test that would fail without it',
    ]);
  });

  test('for an id that only occurs inside another one', () => {
    const cited = { ...nothing, code: file("'RV-10', 'XRV-1', 'A-RV-1'"), tests: file("'RV-1'") };
    expect(untraced({ ...cited, ids: ['RV-1'] })).toEqual([expect.stringContaining('RV-1: no code')]);
  });

  test('for a property that only the core cites, which must not check itself', () => {
    const cited = { ...nothing, code: file('SP-1'), tests: file('SP-1') };
    expect(untraced({ ...cited, ids: ['SP-1'] })).toEqual([expect.stringContaining('SP-1: no code')]);
    expect(untraced({ ...cited, model: file('SP-1'), ids: ['SP-1'] })).toEqual([]);
  });

  test('for an excuse that is no longer needed', () => {
    const withoutCode = { 'CL-2': 'later' };
    expect(untraced({ ...nothing, withoutCode, ids: ['CL-2'] })).toEqual([]);
    expect(untraced({ ...nothing, code: file('CL-2'), tests: file('CL-2'), withoutCode, ids: ['CL-2'] })).toEqual([
      'CL-2: has code and a test; take it out of "Clauses without code yet"',
    ]);
  });

  test('but not for a clause that is not counted', () => {
    expect(untraced({ ...nothing, notCounted: { 'D-16': 'an absence' }, ids: ['D-16'] })).toEqual([]);
  });
});
