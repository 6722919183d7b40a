/** The checks of imports: along the arrows between rooms, without a cycle, and of packages that are listed. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { readRooms, roomsFile } from '../../src/docgen/rooms.ts';
import type { SourceFile } from './files.ts';
import { parse, place, visit } from './syntax.ts';

/** An import of any form: a statement, a re-export, a type, or `import()` of a literal. */
export type Import = {
  readonly specifier: string;
  readonly place: string;
  /** The names of what is imported beside types; `*` stands for everything. */
  readonly values: readonly string[];
  /** Is it an `import()`, which loads when it is come to? */
  readonly isLater: boolean;
};

const rooms = readRooms(readFileSync(roomsFile, 'utf8'));

/**
 * The arrows of the design: what a room may import beside itself. A name with a slash or a dot is ours; `node:` stands for
 * all of Node; anything else is a package. `*` allows every package, `**` everything. The longest name that holds a file
 * decides, on both sides of the arrow.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  rooms.map(({ name, imports }) => [name, imports]),
);

/** Imports that the arrows forbid, and files of src and model for which no arrow is written down. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const folder = folderOf(file.path);
    if (folder === undefined) return [`${file.path}: is in no folder of the table; add it to .config/rooms.json`];
    return importsOf(file)
      .map((found) => ({ ...found, target: targetOf(file.path, found.specifier) }))
      .filter(({ target }) => !isAllowed(folder, target) || isBehindWall(file.path, target))
      .map((found) => `${found.place}: ${innerRoomOf(file.path) ?? folder} may not import ${found.target}`);
  });
}

/** Rooms below, whose code is what an oracle judges, or is used by what it judges. */
const judged = ['src/core/', 'src/trace/', 'src/cluster/'];

/** Values that a room imports which may import nothing but types there, and that are not among its exceptions. */
export function sharedValues(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const { values } = rooms.find(({ name }) => name === folderOf(file.path)) ?? {};
    if (!values) return [];
    return importsOf(file).flatMap(({ specifier, place: where, values: names }) => {
      const target = targetOf(file.path, specifier);
      if (!judged.some((folder) => target.startsWith(folder))) return [];
      const allowed = values.find(({ of }) => of === target)?.names ?? [];
      const strangers = names.filter((name) => !allowed.includes(name));
      return strangers.map((name) => `${where}: shares ${name} of ${target} with what it judges`);
    });
  });
}

/** Exceptions that nobody needs. */
export function needlessExceptions(files: readonly SourceFile[]): string[] {
  return rooms.flatMap(({ name: room, values = [] }) => {
    const used = files
      .filter(({ path }) => folderOf(path) === room)
      .flatMap((file) =>
        importsOf(file).flatMap(({ specifier, values: names }) =>
          names.map((name) => `${targetOf(file.path, specifier)} ${name}`),
        ),
      );
    return values
      .flatMap(({ of, names }) => names.map((name) => ({ of, name })))
      .filter(({ of, name }) => !used.includes(`${of} ${name}`))
      .map(({ of, name }) => `${room}: no file imports ${name} of ${of}; take it out of .config/rooms.json`);
  });
}

/** Cycles of imports, each as the path that closes it; at least one for every knot of files. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, localTargets(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`import cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}

/** What is loaded with a file before anything in it runs: paths, and names of packages. */
export function loadedWith(files: readonly SourceFile[], path: string): ReadonlySet<string> {
  const known = new Map(files.map((file) => [file.path, file]));
  const loaded = new Set([path]);
  for (const one of loaded) {
    const file = known.get(one);
    const imports = file ? importsOf(file).filter(({ values, isLater }) => values.length > 0 && !isLater) : [];
    for (const { specifier } of imports)
      loaded.add(specifier.startsWith('.') ? posix.join(posix.dirname(one), specifier) : packageOf(specifier));
  }
  return loaded;
}

/** Packages that src or model import, so that a user of the package needs them, but that are no dependencies. */
export function unlistedPackages(files: readonly SourceFile[], dependencies: readonly string[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ specifier }) => !dependencies.includes(packageOf(specifier)))
      .map((found) => `${found.place}: ${packageOf(found.specifier)} is not among the dependencies of package.json`),
  );
}

/** All imports of a file. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const source = parse(file);
  visit(source, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      found.push({
        specifier: specifier.text,
        place: place(file, source, node),
        values: valuesOf(node),
        isLater: ts.isCallExpression(node),
      });
    }
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

/** What a node imports or hands on that is there when the program runs. */
function valuesOf(node: ts.Node): readonly string[] {
  if (ts.isImportTypeNode(node)) return [];
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    if (clause === undefined) return ['*'];
    if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    const named = clause.namedBindings;
    const others = named === undefined ? [] : ts.isNamespaceImport(named) ? ['*'] : namesOf(named.elements);
    return [...(clause.name ? ['default'] : []), ...others];
  }
  if (!ts.isExportDeclaration(node)) return ['*'];
  if (node.isTypeOnly) return [];
  return node.exportClause && ts.isNamedExports(node.exportClause) ? namesOf(node.exportClause.elements) : ['*'];
}

function namesOf(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): readonly string[] {
  return elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text);
}

function localTargets(file: SourceFile): readonly string[] {
  return importsOf(file)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => targetOf(file.path, specifier));
}

function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function isAllowed(folder: string, target: string): boolean {
  const allowed = arrows[folder] ?? [];
  if (allowed.includes('**') || allowed.includes(target)) return true;
  if (target.startsWith('node:')) return allowed.includes('node:');
  const home = folderOf(target);
  if (home !== undefined) return home === folder || allowed.includes(home);
  const isFile = target.endsWith('.ts') || target.endsWith('.json');
  return !isFile && (allowed.includes('*') || allowed.includes(packageOf(target)));
}

/** Is it in the same room, but neither in the same folder of it nor in the shared one? */
function isBehindWall(path: string, target: string): boolean {
  const inner = innerRoomOf(path);
  const room = rooms.find(({ name }) => name === folderOf(path));
  if (inner === undefined || folderOf(target) !== room?.name) return false;
  return ![inner, room?.shared].some((folder) => target.startsWith(`${folder}/`));
}

/** The folder that holds a file within a room with inner walls; undefined: there are none, or the file stands at the top. */
function innerRoomOf(path: string): string | undefined {
  const room = rooms.find(({ name }) => name === folderOf(path));
  if (room?.shared === undefined) return undefined;
  const [folder, ...rest] = path.slice(room.name.length + 1).split('/');
  return rest.length === 0 ? undefined : `${room.name}/${folder}`;
}

function folderOf(path: string): string | undefined {
  return Object.keys(arrows)
    .filter((folder) => path === folder || path.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
