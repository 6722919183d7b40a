import ts from 'typescript';
import type { SourceFile } from './files.ts';

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

/** The syntax tree of a file, with parents. Many laws are asked of one file, which is parsed once. */
export function parse(file: SourceFile): ts.SourceFile {
  const source =
    parsed.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  parsed.set(file, source);
  return source;
}

/** Calls `see` for each node, from the outside in. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** Where a node begins, as `path:line`. */
export function place(file: SourceFile, source: ts.SourceFile, node: ts.Node): string {
  return `${file.path}:${lineOf(source, node.getStart(source))}`;
}

/** How many lines a node takes. */
export function linesOf(source: ts.SourceFile, node: ts.Node): number {
  return lineOf(source, node.getEnd()) - lineOf(source, node.getStart(source)) + 1;
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}
