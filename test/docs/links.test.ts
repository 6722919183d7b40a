import { describe, expect, test } from 'vitest';
import { repositoryFiles, type SourceFile } from '../tidy/files.ts';
import { anchorsOf, brokenLinks } from './links.ts';

const all = repositoryFiles();
const pages = all.filter(({ path }) => path.endsWith('.md') && !path.startsWith('test/'));

test('every link of a page leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(brokenLinks(pages, all)).toEqual([]);
});

describe('a link is refused', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const others = [file('docs/b.md', '# One\n\n## AE-3 `log` & *more*, or "less"\n\n# One\n'), file('src/a.ts', '')];
  const problemsOf = (text: string): string[] => {
    const page = file('docs/a.md', text);
    return brokenLinks([page, ...others.filter(({ path }) => path.endsWith('.md'))], [page, ...others]);
  };

  test.each([
    ['to no file', 'One.\n\n[x](c.md)', 'docs/a.md:3: c.md: there is no such file'],
    ['to no file, from an image', '![x](c.svg)', 'docs/a.md:1: c.svg: there is no such file'],
    ['to no file, by reference', '[x][y]\n\n[y]: ../src/b.ts', 'docs/a.md:1: ../src/b.ts: there is no such file'],
    ['to no file, in HTML', 'a <a href="c.md">x</a>', 'docs/a.md:1: c.md: there is no such file'],
    ['to no heading', '[x](b.md#two)', 'docs/a.md:1: b.md#two: there is no such heading in docs/b.md'],
    ['to no heading of its own', '[x](#two)', 'docs/a.md:1: #two: there is no such heading in docs/a.md'],
    ['out of the repository', '[x](../../a.md)', 'docs/a.md:1: ../../a.md: leaves the repository'],
    ['to no address', '[x](https:/paper)', 'docs/a.md:1: https:/paper: is no address; write https://...'],
    [
      'to an unsafe address',
      '[x](http://raft.github.io)',
      'docs/a.md:1: http://raft.github.io: is no address; write https://...',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each(['b.md', '../src', '../src/a.ts#L3', 'b.md#one', 'b.md#one-1', 'https://raft.github.io/raft.pdf', '#here'])(
    'but not %s',
    (target) => {
      expect(problemsOf(`# Here\n\n[x](${target})`)).toEqual([]);
    },
  );

  test('but not one to a heading as GitHub names it', () => {
    expect(anchorsOf({ text: '## AE-3 `log` & *more*, or "less"' })).toEqual(new Set(['ae-3-log--more-or-less']));
  });
});
