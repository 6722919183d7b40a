import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { boxOf, citations, clausesWith } from '../../src/core/boxes.ts';
import { boxes, type ClauseId, clauseIds, clauses } from '../../src/core/clauses.ts';
import { extensionIds } from '../../src/core/extensions/index.ts';
import { readBoxes } from '../../src/docgen/clauses.ts';

const readSpec = (page: string): string => readFileSync(new URL(`../../spec/${page}`, import.meta.url), 'utf8');

describe('the boxes', () => {
  test('are those of spec/boxes.json, and each clause stands in one, on its page', () => {
    expect(boxes).toEqual(readBoxes(readSpec('boxes.json')));
    for (const id of clauseIds) expect([id, clauses[id].page]).toEqual([id, boxOf(id).page]);
    expect(boxOf('RS-A-2').title).toBe('All servers');
    expect(() => boxOf('XX-1' as ClauseId)).toThrow('spec/boxes.json has no box for XX-1');
  });

  test('are listed in the README of the spec', () => {
    const rows = boxes.map(({ prefix, about, page }) => `| \`${prefix}-\` | ${about} | [${page}](${page}) |`);
    const listed = readSpec('README.md').match(/^\| `[A-Z-]+-` \|.*$/gm);
    expect(listed).toEqual(rows);
  });

  test('have one page for each extension, named after it, and there is no other', () => {
    const pages = boxes.flatMap(({ extension, page }) => (extension === undefined ? [] : [[extension, page]]));
    expect(pages).toEqual(pages.map(([extension]) => [extension, `extensions/${extension ?? ''}.md`]));
    const files = readdirSync(new URL('../../spec/extensions/', import.meta.url));
    const written = files.filter((file) => file.endsWith('.md')).map((file) => `extensions/${file}`);
    expect(pages.map(([, page]) => page).sort()).toEqual(written.sort());
  });

  test.each([
    ['[{"prefix": "ST", "title": "State", "about": "State"}]', 'spec/boxes.json: box 1 has no page; say it'],
    [
      '[{"prefix": "st", "title": "State", "about": "State", "page": "a.md"}]',
      'spec/boxes.json: box 1 has the prefix "st"; write capitals, as in "RS-A"',
    ],
    [
      JSON.stringify([boxes[0], boxes[1], boxes[0]]),
      'spec/boxes.json: box 3 has the prefix ST of another box; give it its own',
    ],
  ])('are refused when they are wrong: %s', (text, message) => {
    expect(() => readBoxes(text)).toThrow(message);
  });
});

describe('the clauses of an extension', () => {
  test('count only with it', () => {
    const figure = clausesWith([]);
    expect(figure.filter((id) => /^(?:PV|CB|PW|NO|RI)-/.test(id))).toEqual([]);
    expect(figure).toContain('D-15');
    expect(clausesWith(['pre-vote']).filter((id) => !figure.includes(id))).toContain('PV-9');
    expect(clausesWith(extensionIds)).toEqual(clauseIds);
  });
});

describe('a citation', () => {
  test('is an id of any box, and no part of a longer word', () => {
    const text = 'RV-2, (RS-A-1) D-10; PV-3. XRV-1 A-RV-1 ARS-A-1 PV- rv-1';
    expect(text.match(citations())).toEqual(['RV-2', 'RS-A-1', 'D-10', 'PV-3']);
  });
});
