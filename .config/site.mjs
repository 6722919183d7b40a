// The site, as a plugin of typedoc: pages by folder, links to files of the repository, the page of the explorer.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, KindRouter, PageEvent, RendererEvent, UnknownType } from 'typedoc';
import { slugOf } from '../dist/src/text/slug.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Stands in links for the top of the site, until it is known from which page they go. */
const SITE = 'https://site.invalid/';

const groups = {
  'docs/tutorial': 'Tutorial',
  'docs/guides': 'Guides',
  'docs/concepts': 'Concepts',
  'docs/reference': 'Reference',
  'docs/decisions': 'Decisions',
  spec: 'Spec',
};

export function load(app) {
  const sources = new Set();
  const parse = app.converter.parseRawComment.bind(app.converter);
  app.converter.parseRawComment = (file, files) => {
    const path = relative(root, file.fileName);
    const text = linkSources(file.text, path, sources);
    if (/^```mermaid(?! svg=)/m.test(text))
      app.logger.warn(`${path}: name the picture of a diagram: \`\`\`mermaid svg="..."`);
    const { content } = parse(new file.constructor(text, file.fileName), files);
    return { content, frontmatter: { title: titleOf(file.text), group: groups[posix.dirname(path)] ?? 'Other', path } };
  };
  app.renderer.defineRouter('site', SiteRouter);
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents.replaceAll(SITE, '../'.repeat(page.url.split('/').length - 1));
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    for (const path of sources) writeSource(path, outputDirectory);
    const page = join(root, 'dist/page');
    if (existsSync(page)) cpSync(page, join(outputDirectory, 'page'), { recursive: true });
    else app.logger.error('dist/page is missing; run npm run build');
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // The page of the clauses lists them; their ids need not be said again, each with four properties.
    const clauses = project.getChildByName(['figure2', 'clauses']);
    project.removeTypeReflections(clauses.type);
    clauses.type = new UnknownType('Readonly<Record<ClauseId, Clause>>');
    // So does the grammar of traces with the rows of the messages.
    const messages = project.getChildByName(['figure2', 'figureMessages']);
    project.removeTypeReflections(messages.type);
    messages.type = new UnknownType('MessageRows');
  });
}

/** The address of a page follows from its file: docs/guides/a.md is guides/a.html. */
class SiteRouter extends KindRouter {
  getIdealBaseName(reflection) {
    const path = reflection.isDocument() ? reflection.frontmatter.path : undefined;
    return path?.replace(/^docs\//, '').replace(/\.md$/, '') ?? super.getIdealBaseName(reflection);
  }

  /** Anchors of pages as GitHub makes them, so that a link is right in both places. */
  getSlugger(target) {
    const slugger = super.getSlugger(target);
    if (target.isDocument?.() || target.isProject?.()) slugger.serialize = slugOf;
    return slugger;
  }
}

function titleOf(text) {
  return /^# (.+)$/m.exec(text)?.[1].replaceAll(/[`*]/g, '') ?? '';
}

/** Links to files that are no pages lead to a page that shows the file, and those to a picture to the picture by itself. */
function linkSources(text, path, sources) {
  const rewrite = (target) => {
    const [file, anchor] = target.split('#');
    if (/^[a-z]+:|^$/i.test(file)) return target;
    const found = posix.join(posix.dirname(path), file).replace(/\/$/, '');
    if (/^(docs|spec)\/.*\.md$/.test(found)) return target;
    sources.add(found);
    if (isPicture(found)) return `${SITE}source/${found}`;
    return `${SITE}source/${found}.html${anchor === undefined ? '' : `#${anchor}`}`;
  };
  const rewriteAll = (prose) =>
    prose
      // typedoc itself takes care of pictures that are shown
      .replaceAll(/(!\[[^\]]*)?\]\(([^()\s]+)\)/g, (all, shown, target) => (shown ? all : `](${rewrite(target)})`))
      .replaceAll(/^(\[[^\]]+\]: )(\S+)$/gm, (_, name, target) => `${name}${rewrite(target)}`);
  const parts = text.split(/(^(?<fence>`{3,})[^\n]*\n[\s\S]*?^\k<fence>$)/m);
  // The second of two groups is the fence by itself.
  return parts.map((part, index) => [rewriteAll, pictureOf, () => ''][index % 3](part)).join('');
}

/** A diagram in Mermaid is shown as the picture that its info string names: the site draws nothing by itself. */
function pictureOf(block) {
  return block.replace(/^```mermaid svg="([^"]+)"\n[\s\S]*```$/, '![The diagram]($1)');
}

function isPicture(path) {
  return /\.(svg|png)$/.test(path);
}

/** A page that shows a file, or lists a folder; a picture as it is. */
function writeSource(path, site) {
  const file = resolve(root, path);
  if (isPicture(path)) {
    cpSync(file, join(site, 'source', path));
    return;
  }
  const target = join(site, 'source', `${path}.html`);
  const isFolder = statSync(file).isDirectory();
  const text = isFolder ? readdirSync(file).sort().join('\n') : readFileSync(file, 'utf8').trimEnd();
  const lines = text
    .split('\n')
    .map((line, index) => `<a id="L${index + 1}" href="#L${index + 1}">${index + 1}</a>${escapeHtml(line)}`);
  const home = '../'.repeat(path.split('/').length);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, frame(path, home, isFolder ? escapeHtml(text) : lines.join('\n')));
}

function frame(path, home, body) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(path)} | figure2</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 ui-monospace, monospace; }
body { margin: 1rem; }
pre { font: inherit; tab-size: 2; }
pre a { display: inline-block; width: 4ch; margin-right: 2ch; text-align: right; color: GrayText; text-decoration: none; }
pre a:target { background: Mark; color: MarkText; }
</style>
<p><a href="${home}index.html">figure2</a> / ${escapeHtml(path)}</p>
<pre>${body}</pre>
</html>
`;
}

function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
