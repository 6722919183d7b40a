/** The files that a module in JavaScript or TypeScript is made of: whoever changes one of them has another program. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Whatever looks like an import. A text that only looks like one adds a file, and does no harm. */
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])([^"'\n]+)\1/g;

/** What is imported as JavaScript may stand there as TypeScript, and the end of a name may be left out. */
const spellings = (path: string): readonly string[] => [
  path,
  path.replace(/\.([mc]?)js$/, '.$1ts'),
  ...['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json'].flatMap((end) => [path + end, join(path, `index${end}`)]),
];

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Of a package what says its version: what is in it does not change without that. */
const manifestOf = (name: string, from: string): string | undefined => {
  const folder = join(from, 'node_modules', ...name.split('/').slice(0, name.startsWith('@') ? 2 : 1));
  const manifest = join(folder, 'package.json');
  if (isFile(manifest)) return manifest;
  return dirname(from) === from ? undefined : manifestOf(name, dirname(from));
};

const importedFrom = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, , name = '']) => {
    if (name.startsWith('node:')) return [];
    const found = /^\.{0,2}\//.test(name)
      ? spellings(resolve(dirname(file), name)).find(isFile)
      : manifestOf(name, dirname(file));
    return found ?? [];
  });

/**
 * A module, and all that it imports by a path that stands in it, and what that imports; of packages the manifest. What a path
 * is computed for is not found.
 *
 * @returns absolute paths, the module's own first.
 */
export const moduleFiles = (path: string): readonly string[] => {
  const files = new Set([resolve(path)]);
  // a set goes on with what is added to it
  for (const file of files)
    if (!file.includes('node_modules') && !file.endsWith('.json'))
      for (const imported of importedFrom(file)) files.add(imported);
  return [...files];
};

/** Stands for what is in all these files. It is the same in another folder. */
export const moduleFingerprint = (path: string): string => {
  const hash = createHash('sha256');
  const base = dirname(resolve(path));
  for (const file of moduleFiles(path)) {
    const content = readFileSync(file);
    hash.update(JSON.stringify([file === resolve(path) ? '' : relative(base, file), content.length])).update(content);
  }
  return hash.digest('hex');
};
