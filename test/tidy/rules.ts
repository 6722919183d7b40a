import ts from 'typescript';
import type { SourceFile } from './files.ts';
import { linesOf, parse, place, visit } from './syntax.ts';

/** The clock and promises; and what gives them by another name. */
const bannedNames = ['Date', 'Promise', 'globalThis', 'eval'];
const linesMax = 70;

/** Uses of the clock, of dice and of promises, which pure code must not have; types cannot forbid them. */
export function impurities(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const problems: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      const what = impurity(node);
      if (what !== undefined) problems.push(`${place(file, source, node)}: ${what} is banned in pure code`);
    });
    return problems;
  });
}

function impurity(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isAwaitExpression(node)) return 'await';
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'import()';
  if (ts.isIdentifier(node) && node.text === 'Math') return isSafeMath(node.parent) ? undefined : 'Math.random';
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Intl.DateTimeFormat') return 'Intl.DateTimeFormat';
  if (!ts.isIdentifier(node) || !bannedNames.includes(node.text)) return undefined;
  return isNameOfMember(node) ? undefined : node.text;
}

/** A function of `Math` by its name, which is not `random`. Whoever takes all of it, or a part by a text, may mean `random`. */
function isSafeMath(parent: ts.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.name.text !== 'random';
}

/** `order.Date` and `{ Date: 1 }` name a member; they do not use the global. */
function isNameOfMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}

/** Default exports: a name chosen at each import is a name nobody can search for. */
export function defaultExports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const problems: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      const isDefault =
        ts.isExportAssignment(node) ||
        (ts.isExportSpecifier(node) && node.name.text === 'default') ||
        node.kind === ts.SyntaxKind.DefaultKeyword;
      if (isDefault && !ts.isDefaultClause(node.parent)) {
        problems.push(`${place(file, source, node)}: default export; export it by name`);
      }
    });
    return problems;
  });
}

/** The functions that were longer than the limit when the rule came: `path#name` and the lines each may still have. */
export type Ratchet = Readonly<Record<string, number>>;

/** Functions that do not fit a screen, and entries of the ratchet that allow more than is needed. */
export function longFunctions(files: readonly SourceFile[], ratchet: Ratchet): string[] {
  const lengths = new Map<string, number>();
  // Of several functions of one name in a file the longest counts.
  for (const [name, lines] of files.flatMap(functionsOf)) lengths.set(name, Math.max(lines, lengths.get(name) ?? 0));
  const tooLong = [...lengths]
    .filter(([name, lines]) => lines > (ratchet[name] ?? linesMax))
    .map(([name, lines]) => `${name}: ${lines} lines; at most ${ratchet[name] ?? linesMax}`);
  const slack = Object.entries(ratchet)
    .filter(([name, lines]) => (lengths.get(name) ?? 0) < lines)
    .map(([name, lines]) => `${name}: has ${lengths.get(name) ?? 0} lines; lower its ${lines} in the ratchet`);
  return [...tooLong, ...slack];
}

function functionsOf(file: SourceFile): [string, number][] {
  const found: [string, number][] = [];
  const source = parse(file);
  visit(source, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    found.push([`${file.path}#${nameOf(node)}`, linesOf(source, node)]);
  });
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  const named =
    node.name ?? ((ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name);
  return named ? named.getText() : 'anonymous';
}

const topLevel = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE', 'CHANGELOG.md'],
  ...['spec', 'src', 'model', 'test', 'docs', 'findings'],
];

/** Files and folders at the top that do not belong there. Dotfiles and dot folders may. */
export function strangersAtTheTop(files: readonly SourceFile[]): string[] {
  const names = new Set(files.map(({ path }) => path.split('/')[0] ?? path));
  return [...names]
    .filter((name) => !name.startsWith('.') && !topLevel.includes(name))
    .map((name) => `${name}: does not belong at the top level; it holds ${topLevel.join(' ')}`);
}

/** Objects that are spread into an object as they are written: their fields could stand there themselves. */
export function needlessSpreads(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const found: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      if (ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression)) {
        found.push(`${place(file, source, node)}: an object is spread where its fields could stand`);
      }
    });
    return found;
  });
}

/** Files that name a package registry: a lock file with hosts installs only where they can be reached. */
export function registryHosts(files: readonly SourceFile[], ownHost?: string): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const resolved = path.endsWith('package-lock.json') && line.includes('"resolved": "http');
      const named = /\bregistry\.[\w-]+\.\w+/.test(line) || (ownHost !== undefined && line.includes(ownHost));
      return resolved || named ? [`${path}:${index + 1}: names a package registry; remove the host`] : [];
    }),
  );
}
