// Looks whether every link within a built site leads to a file that is there, and to a place in it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const [site = 'reports/site'] = process.argv.slice(2);
const pages = new Map(htmlFiles(site).map((path) => [path, readFileSync(path, 'utf8')]));
const anchors = new Map([...pages].map(([path, html]) => [path, anchorsOf(html)]));
const problems = [...pages].flatMap(([path, html]) =>
  linksOf(html).flatMap((link) => {
    const problem = problemOf(path, link);
    return problem === undefined ? [] : [`${relative(site, path)}: ${link}: ${problem}`];
  }),
);

for (const problem of problems) console.error(problem);
console.log(`${pages.size} pages, ${problems.length} broken links`);
process.exitCode = pages.size === 0 || problems.length > 0 ? 1 : 0;

function htmlFiles(folder) {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html'));
  // The explorer is one program, whose links are made as it runs.
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path !== join(site, 'page/index.html'));
}

function linksOf(html) {
  const links = Array.from(
    html.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g),
    ([, link]) => link,
  );
  return [...new Set(links)]
    .filter((link) => !/^(https:|data:)/.test(link))
    .map((link) => link.replaceAll('&amp;', '&'));
}

function anchorsOf(html) {
  return new Set(Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => id));
}

function problemOf(path, link) {
  const [file, anchor] = link.split('#');
  if (/^[a-z]+:|^\//.test(file)) return 'is no link within the site';
  const target = file === '' ? path : join(dirname(path), decodeURI(file));
  if (!existsSync(target) || statSync(target).isDirectory()) return 'there is no such file';
  if (anchor === undefined || anchor === '' || !anchors.has(target)) return undefined;
  return anchors.get(target).has(decodeURIComponent(anchor)) ? undefined : 'there is no such place in it';
}
