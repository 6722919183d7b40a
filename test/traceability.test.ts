import { describe, expect, test } from 'vitest';
import { extensionMutants } from '../model/mutants/extensions/index.ts';
import { mutants } from '../model/mutants/index.ts';
import { sessionDefects } from '../model/sessions/defects.ts';
import { readSpec, type Spec, specPages } from '../src/docgen/clauses.ts';
import { type CitingFile, gapsIn, renderTraceability, traceClauses } from '../src/docgen/traceability.ts';
import { repositoryFiles } from './tidy/files.ts';

describe('the spec', () => {
  const files = repositoryFiles();
  const pages = specPages.map((page) => ({
    page,
    text: files.find(({ path }) => path === `spec/${page}`)?.text ?? '',
  }));
  const spec = readSpec(pages);
  const defects = [...mutants, ...Object.values(extensionMutants).flat(), ...sessionDefects];
  const traces = traceClauses(spec, files, defects);

  test('has formal text, code, tests, stories and defects for each clause, or a reason why not', () => {
    expect(traces.length).toBeGreaterThan(70);
    expect(gapsIn(traces, spec)).toEqual([]);
  });

  test('is shown with what stands for a clause, and of many files with the nearest', () => {
    const rows = renderTraceability(traces).split('\n');
    const row = rows.find((line) => line.startsWith('| [AE-3]'));
    expect(row).toMatch(/\[raft\.qnt\].*\[appendEntries\].*\[conflict-truncation\].*A30/);
    expect(row).toMatch(/ \d+, such as \[appendEntries\]\(\.\.\/\.\.\/test\/core\/rules\/appendEntries\.test\.ts\)/);
    const links = rows.flatMap((line) => line.split(' | ').map((cell) => cell.split('](').length - 1));
    expect(Math.max(...links)).toBe(3);
  });
});

describe('the check turns red', () => {
  const nothing = {
    boxes: [],
    withoutCode: [],
    notCounted: [],
    otherwise: [],
    notFormal: [],
    notBroken: [],
    notShown: [],
  };
  const specOf = (id: string, reasons: Partial<Spec> = {}): Spec => ({
    clauses: [
      {
        id,
        title: 'Title',
        kind: 'receiver rule',
        source: 'Figure 2',
        page: id.startsWith('SP-') ? 'properties.md' : 'figure2.md',
      },
    ],
    ...nothing,
    ...reasons,
  });
  const file = (path: string, text: string): CitingFile => ({ path, text });
  const all = (id: string): readonly CitingFile[] =>
    ['spec/raft.qnt', 'src/core/a.ts', 'model/a.ts', 'test/a.test.ts', 'test/scenarios/a.raft'].map((path) =>
      file(path, id),
    );
  const problemsOf = (spec: Spec, files: readonly CitingFile[], broken: readonly string[] = []): string[] =>
    gapsIn(
      traceClauses(
        spec,
        files,
        broken.map((clause) => ({ id: 'A1', clause })),
      ),
      spec,
    );

  test('for a clause without anything', () => {
    expect(problemsOf(specOf('RV-1'), [])).toEqual([
      'RV-1: raft.qnt does not name it; name it there, or excuse it in spec/divergences.md',
      'RV-1: no code cites it; cite it where it is implemented, or excuse it in spec/divergences.md',
      'RV-1: no test cites it; name it in the title of the test that would fail without it, or excuse it in spec/divergences.md',
      'RV-1: no golden script cites it; tell a story in which it acts, or excuse it in spec/divergences.md',
      'RV-1: no defect breaks it; add one to model/mutants, or excuse it in spec/divergences.md',
    ]);
    expect(problemsOf(specOf('RV-1'), all('RV-1'), ['RV-1'])).toEqual([]);
  });

  test('for a clause of an optional page that its own formal text does not name', () => {
    const [clause] = specOf('PV-1').clauses;
    const spec = { ...specOf('PV-1'), clauses: clause ? [{ ...clause, page: 'extensions/pre-vote.md' }] : [] };
    expect(problemsOf(spec, all('PV-1'), ['PV-1'])).toEqual([
      'PV-1: extensions/pre-vote.qnt does not name it; name it there, or excuse it in spec/divergences.md',
    ]);
    expect(problemsOf(spec, [...all('PV-1'), file('spec/extensions/pre-vote.qnt', 'PV-1')], ['PV-1'])).toEqual([]);
  });

  test('for an id that only occurs inside another one', () => {
    const files = all("'RV-10', 'XRV-1', 'A-RV-1'");
    expect(problemsOf(specOf('RV-1'), files, ['RV-10'])).toHaveLength(5);
  });

  test('for a property that only the core cites, which must not check itself', () => {
    const files = all('SP-1').filter(({ path }) => path !== 'model/a.ts');
    expect(problemsOf(specOf('SP-1'), files, ['SP-1'])).toEqual([expect.stringMatching(/^SP-1: no code/)]);
    expect(problemsOf(specOf('SP-1'), [...files, file('model/a.ts', 'SP-1')], ['SP-1'])).toEqual([]);
  });

  test('for a test of the citations, which is no test of the clause', () => {
    const files = all('RV-1').map((each) =>
      each.path.endsWith('.test.ts') ? file('test/docs/a.test.ts', 'RV-1') : each,
    );
    expect(problemsOf(specOf('RV-1'), files, ['RV-1'])).toEqual([expect.stringMatching(/^RV-1: no test/)]);
  });

  test.each(['withoutCode', 'notCounted', 'notFormal', 'notBroken', 'notShown'] as const)(
    'for an excuse in %s that is no longer needed',
    (list) => {
      const spec = specOf('RV-1', { [list]: [{ id: 'RV-1', why: 'later' }] });
      expect(problemsOf(spec, all('RV-1'), ['RV-1'])).toEqual([
        expect.stringMatching(/^RV-1: needs no excuse any more/),
      ]);
    },
  );

  test.each(['withoutCode', 'notCounted'] as const)('but not for a clause in %s', (list) => {
    const spec = specOf('RV-1', { [list]: [{ id: 'RV-1', why: 'an absence' }] });
    expect(problemsOf(spec, [])).toEqual([]);
    expect(traceClauses(spec, [], [])[0]?.reasons.code).toBe('an absence');
  });

  test('but not for an invariant, whose name has no hyphen in Quint', () => {
    const files = all('SP-1').map((each) => (each.path.endsWith('.qnt') ? file(each.path, 'val SP_1 = true') : each));
    expect(problemsOf(specOf('SP-1'), files, ['SP-1'])).toEqual([]);
  });
});
