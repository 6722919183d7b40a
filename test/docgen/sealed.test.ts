/** Pages that a long run makes: their words and links may change, what was measured and what they are made from may not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generalWorlds } from '../../model/killMatrix/index.ts';
import { directed } from '../../model/worlds/directed/index.ts';
import { furtherConfigs } from '../../model/worlds/further/index.ts';
import { clauseLink } from '../../src/docgen/generated.ts';
import { retellKillMatrix } from '../../src/docgen/killMatrix.ts';
import { relink, retellPage, SealError, sealedProblem, sealPage } from '../../src/docgen/sealed.ts';
import { sealedPages } from '../../src/docgen/sealedPages.ts';

const made = { path: 'page.md', command: 'npm run page' };
const ingredients = new Map([['A01', 'c0040b3c']]);
const old = '[SP-7](../../spec/properties.md#sp-7-an-old-title)';
const page = sealPage(`# Page\n\n| A01 | ${old} | 3 of 4 |`, ingredients);

const readIfAny = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

describe('a link to a clause', () => {
  test('leads to the heading of today', () => {
    expect(relink(`a ${old}, b ${old}`)).toBe(`a ${clauseLink('SP-7')}, b ${clauseLink('SP-7')}`);
    expect(relink(clauseLink('RS-A-1'))).toBe(clauseLink('RS-A-1'));
  });

  test.each([
    '[SP-99](../../spec/properties.md#sp-99-is-no-clause)',
    '[SP-7](kill-matrix.md#sp-7)',
    '[the figure](../../spec/figure2.md)',
  ])('%s stays as it is', (link) => {
    expect(relink(link)).toBe(link);
  });
});

describe('a sealed page', () => {
  const retold = retellPage({ ...made, page }, relink);

  test('is sealed again, with what it was made from', () => {
    expect(retold).toContain(clauseLink('SP-7'));
    expect(retold).toBe(
      page.replace(old, clauseLink('SP-7')).replace(/[0-9a-f]{32}/, (/[0-9a-f]{32}/.exec(retold) ?? [''])[0]),
    );
    expect(sealedProblem({ ...made, page: retold, ingredients })).toBeUndefined();
    expect(retellPage({ ...made, page: retold }, relink)).toBe(retold);
  });

  test('that is made from something else stays so', () => {
    const young = new Map([['A01', 'ffffffff']]);
    expect(sealedProblem({ ...made, page: retold, ingredients: young })).toMatch(/something else \(changed: A01\)/);
  });

  test.each([
    ['whose number was edited', page.replace('3 of 4', '4 of 4')],
    ['whose ingredients were edited', page.replace('c0040b3c', 'ffffffff')],
    ['whose checksum was edited', page.replace(/[0-9a-f]{32}/, '0'.repeat(32))],
    ['whose end was cut off', page.split('\n').slice(0, -2).join('\n')],
    ['that is empty', ''],
  ])('%s is refused, and not sealed', (_, edited) => {
    const retell = (): string => retellPage({ ...made, page: edited }, relink);
    expect(retell).toThrow(SealError);
    expect(retell).toThrow('page.md was edited: it is not what a run has written; make it anew with npm run page');
  });
});

describe('the introduction of the kill matrix', () => {
  const rest = '\n\n## Result\n\n| Killed | 3 of 4 |';

  test('is told in the words of today, and what was measured stays', () => {
    const told = retellKillMatrix(`# Old words${rest}`);
    expect(told.endsWith(`${rest}\n\n`)).toBe(true);
    expect(told).toMatch(/^# The kill matrix\n/);
    expect(told).not.toContain('Old words');
    expect(retellKillMatrix(told)).toBe(told);
  });

  test('says in which worlds nobody looked', () => {
    const inMatrix = new Set([...generalWorlds(), ...directed].map(({ name }) => name));
    expect(furtherConfigs.filter(({ name }) => inMatrix.has(name))).toEqual([]);
    expect(retellKillMatrix(rest)).toMatch(/Some worlds are not among those of .*of one and of two servers/);
  });
});

describe('the pages of the repository', () => {
  test('are told in the words of today, each that carries a seal', () => {
    const pages = sealedPages(readIfAny);
    const files = ['docs', 'spec'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    );
    const sealed = files.filter((path) => path.endsWith('.md') && readIfAny(path)?.includes('<!-- Checksum of all'));
    expect(pages.map(({ path }) => path).sort()).toEqual(sealed.sort());
    for (const { path, text } of pages) expect(readIfAny(path), path).toBe(text);
  });

  test('are refused when one of them was edited, and left out when missing', () => {
    const edit = (text: string | undefined): string | undefined => text?.replace(' passed |', ' failed |');
    expect(() => sealedPages((path) => edit(readIfAny(path)))).toThrow(/derived-schedules\.md was edited/);
    expect(sealedPages(() => undefined)).toEqual([]);
  });
});
