import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../cli/figure2.ts';

describe('the links of a built site', () => {
  const check = (
    pages: Readonly<Record<string, string>>,
  ): { readonly status: number | null; readonly lines: string[] } => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'b'));
    for (const [path, html] of Object.entries(pages)) writeFileSync(join(folder, path), html);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['.config/site-links.mjs', folder], {
      encoding: 'utf8',
    });
    return { status, lines: `${stderr}${stdout}`.trim().split('\n') };
  };

  test('are followed', () => {
    const html = '<a class="x" href="b/c.html#d">c</a> <a href="https://raft.github.io">r</a> <img src="b/e.svg">';
    expect(check({ 'index.html': html, 'b/c.html': '<h1 id="d">', 'b/e.svg': '' })).toEqual({
      status: 0,
      lines: ['2 pages, 0 broken links'],
    });
  });

  test.each([
    ['<a href="c.html">', 'c.html: there is no such file'],
    ['<img alt="c" src="c.svg">', 'c.svg: there is no such file'],
    ['<a href="#d">', '#d: there is no such place in it'],
    ['<a href="b">', 'b: there is no such file'],
    ['<a href="http://x.y">', 'http://x.y: is no link within the site'],
  ])('are refused: %s', (html, problem) => {
    const { status, lines } = check({ 'index.html': html });
    expect([status, lines[0]]).toEqual([1, `index.html: ${problem}`]);
  });

  test('are not sound where there is no page', () => {
    expect(check({})).toEqual({ status: 1, lines: ['0 pages, 0 broken links'] });
  });
});
