/** Links between the pages, and from the pages to files of the repository. */
import { posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import type { SourceFile } from '../tidy/files.ts';

interface Link {
  readonly target: string;
  readonly line: number;
}

type Token = ReturnType<MarkdownIt['parse']>[number];

const markdown = new MarkdownIt({ html: true });

/** Links of the pages that lead nowhere: to no file of `all`, or to no heading of that file. Addresses elsewhere are only read. */
export function brokenLinks(pages: readonly SourceFile[], all: readonly SourceFile[]): string[] {
  const places = new Set(all.flatMap(({ path }) => foldersOf(path)));
  const anchors = new Map(pages.map((page) => [page.path, anchorsOf(page)]));
  return pages.flatMap((page) =>
    linksOf(page).flatMap(({ target, line }) => {
      const problem = isAddress(target) ? addressProblem(target) : pathProblem(page, target, places, anchors);
      return problem === undefined ? [] : [`${page.path}:${line}: ${target}: ${problem}`];
    }),
  );
}

/** The anchors that GitHub gives to the headings of a page, and those that stand in it. */
export function anchorsOf({ text }: Pick<SourceFile, 'text'>): ReadonlySet<string> {
  const anchors = new Set<string>();
  const tokens = markdown.parse(text, {});
  for (const [index, token] of tokens.entries()) {
    for (const [, id = ''] of token.content.matchAll(/<\w+ [^>]*\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
    if (token.type !== 'heading_open') continue;
    const slug = slugOf(textOf(tokens[index + 1]));
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(heading: string): string {
  const kept = heading.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '');
  return kept.trim().replaceAll(' ', '-');
}

function textOf(token: Token | undefined): string {
  const words = (token?.children ?? []).filter(({ type }) => type === 'text' || type === 'code_inline');
  return words.map(({ content }) => content).join('');
}

function linksOf({ text }: SourceFile): readonly Link[] {
  return markdown.parse(text, {}).flatMap((token) => {
    const line = (token.map?.[0] ?? 0) + 1;
    const inside = [token, ...(token.children ?? [])].flatMap((each) => [
      ...['href', 'src'].map((name) => each.attrGet(name)),
      ...(each.type.startsWith('html') ? inHtml(each.content) : []),
    ]);
    return inside.flatMap((target) => (target === null ? [] : [{ target: decodeURI(target), line }]));
  });
}

function inHtml(html: string): string[] {
  return Array.from(html.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g), ([, target = '']) => target);
}

function isAddress(target: string): boolean {
  return /^[a-z][a-z+.-]*:|^\/\//i.test(target);
}

function addressProblem(target: string): string | undefined {
  const isSound = URL.canParse(target) && /^(https:\/\/[^/]+\.[^/]+|mailto:[^@]+@)/.test(target);
  return isSound ? undefined : 'is no address; write https://...';
}

function pathProblem(
  page: SourceFile,
  target: string,
  places: ReadonlySet<string>,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page.path : posix.join(posix.dirname(page.path), path).replace(/\/$/, '');
  if (path.startsWith('/') || file.startsWith('..')) return 'leaves the repository';
  if (!places.has(file)) return 'there is no such file';
  if (anchor === undefined || anchors.get(file)?.has(anchor)) return undefined;
  if (!anchors.has(file) && /^L\d+(-L\d+)?$/.test(anchor)) return undefined;
  return `there is no such heading in ${file}`;
}

/** A path and all folders above it. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
