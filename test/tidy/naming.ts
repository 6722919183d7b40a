/** Laws of names and words: what a reader meets under one name is one thing, and each file says first what it is about. */
import ts from 'typescript';
import type { SourceFile } from './files.ts';
import { parse, place, visit } from './syntax.ts';

/** Files that do not open with a sentence: a comment, before the first import, that says the one concept of the file. */
export function unopenedFiles(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ text }) => !hasSentence(openingComment(text)))
    .map(({ path }) => `${path}: opens with no sentence; say in a comment, first of all, which concept is in it`);
}

/** Behind a shebang, if there is one. */
function openingComment(text: string): string {
  const [comment = ''] = /^(?:\/\*\*[\s\S]*?\*\/|\/\/.*)/.exec(text.replace(/^#!.*\n/, '')) ?? [];
  return comment;
}

function hasSentence(comment: string): boolean {
  return /\w.*[.:](?:\s|$)/m.test(comment);
}

/** Names of exported types that stand in more than one file. Those of the ratchet may; it may only shrink. */
export function sharedTypeNames(files: readonly SourceFile[], ratchet: readonly string[] = []): string[] {
  const homes = new Map<string, string[]>();
  for (const file of files) {
    for (const name of exportedTypesOf(file)) homes.set(name, [...(homes.get(name) ?? []), file.path]);
  }
  const shared = [...homes].filter(([, paths]) => paths.length > 1);
  return [
    ...shared
      .filter(([name]) => !ratchet.includes(name))
      .map(([name, paths]) => `${name}: is exported by ${paths.join(' and ')}; give each a name of its own`),
    ...ratchet
      .filter((name) => !shared.some(([other]) => other === name))
      .map((name) => `${name}: is one type by now; take it off the ratchet`),
  ];
}

function exportedTypesOf(file: SourceFile): readonly string[] {
  const source = parse(file);
  return [...new Set(source.statements.filter(isExportedType).map(({ name }) => name.text))];
}

function isExportedType(
  node: ts.Statement,
): node is
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | (ts.ClassDeclaration & { readonly name: ts.Identifier }) {
  const isType =
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    (ts.isClassDeclaration(node) && node.name !== undefined);
  return isType && (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);
}

/** Places where prefixes of clauses are listed: two that are joined, or three close to each other. */
export function prefixLists(files: readonly SourceFile[], prefixes: readonly string[]): string[] {
  const any = `\\b(?:${prefixes.filter((prefix) => prefix.length > 1).join('|')})\\b(?!-\\d)`;
  const joined = new RegExp(`${any}-?['"\`]?[,|\\]]\\s*['"\`]?${any}|${any}[\\s\\S]{1,80}?${any}[\\s\\S]{1,80}?${any}`);
  return files.flatMap(({ path, text }) => {
    const found = joined.exec(text);
    if (!found) return [];
    const line = text.slice(0, found.index).split('\n').length;
    return [
      `${path}:${line}: lists prefixes of clauses; spec/boxes.json has them, and src/core/boxes.ts what is made of them`,
    ];
  });
}

/** A word for something that has another word in this repository. */
export interface Synonym {
  readonly word: RegExp;
  /** What to write. */
  readonly instead: string;
  /** Files that speak of something else, or in words of others. */
  readonly except?: readonly string[];
}

/** Uses of a second word for one thing, in names, comments and texts. */
export function synonymsIn(files: readonly SourceFile[], synonyms: readonly Synonym[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        synonyms
          .filter(({ word, except = [] }) => !except.includes(path) && word.test(line))
          .map(({ word, instead }) => `${path}:${index + 1}: ${word.exec(line)?.[0] ?? ''}; the word is ${instead}`),
      ),
  );
}

/** Names that stand for a text although they are the name of something else: `protocol` is the protocol, `protocolFile` its path. */
export function pathsNamedAsThings(files: readonly SourceFile[], things: readonly string[]): string[] {
  return files.flatMap((file) => {
    const problems: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      if (!ts.isPropertySignature(node) && !ts.isParameter(node) && !ts.isVariableDeclaration(node)) return;
      const name = node.name.getText(source);
      if (!things.includes(name) || !/\bstring\b/.test(node.type?.getText(source) ?? '')) return;
      problems.push(`${place(file, source, node)}: ${name} is a text here; call it ${name}File, or ${name}Name`);
    });
    return problems;
  });
}

/** Past participles that are not told by their ending. Those that are verbs as they stand, such as `read` and `cut`, are none. */
const IRREGULAR = new RegExp(
  `^(?:un|re|over)?(?:${[
    ...[
      'begun',
      'bought',
      'bound',
      'broken',
      'brought',
      'built',
      'caught',
      'chosen',
      'done',
      'drawn',
      'driven',
      'fallen',
    ],
    ...[
      'felt',
      'forgotten',
      'found',
      'frozen',
      'given',
      'gone',
      'got',
      'grown',
      'heard',
      'held',
      'hidden',
      'kept',
      'known',
    ],
    ...[
      'laid',
      'led',
      'left',
      'lost',
      'made',
      'meant',
      'met',
      'paid',
      'risen',
      'said',
      'seen',
      'sent',
      'shown',
      'sold',
    ],
    ...[
      'spent',
      'spoken',
      'stood',
      'taken',
      'taught',
      'thought',
      'thrown',
      'told',
      'understood',
      'won',
      'woven',
      'written',
    ],
  ].join('|')})$`,
);

/** Verbs and nouns that end as a participle does. */
const NO_PARTICIPLES = ['embed', 'exceed', 'feed', 'need', 'proceed', 'seed', 'shed', 'speed', 'succeed'];

/**
 * Functions that are named by nothing but a past participle: what they give was `written`, but who reads the call looks for what
 * they do, or what they give. Members of an object may be: a hook says what has happened.
 */
export function participleFunctions(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const problems: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      if (!ts.isFunctionDeclaration(node) && !isFunctionConstant(node)) return;
      const name = node.name?.getText(source) ?? '';
      if (!isParticiple(name)) return;
      problems.push(`${place(file, source, node)}: ${name} is a function; call it by a verb, or by what it gives`);
    });
    return problems;
  });
}

function isFunctionConstant(node: ts.Node): node is ts.VariableDeclaration {
  return (
    ts.isVariableDeclaration(node) &&
    node.initializer !== undefined &&
    (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer))
  );
}

function isParticiple(name: string): boolean {
  return IRREGULAR.test(name) || (/^[a-z]+ed$/.test(name) && !NO_PARTICIPLES.includes(name));
}
