/** Laws of the core that no type can state: who may read and who may write a part of a server. */
import ts from 'typescript';
import type { SourceFile } from './files.ts';
import { parse, place, visit } from './syntax.ts';

/** Places at which a file reads a member of this name, by a dot or by taking an object apart. */
export function readersOf(files: readonly SourceFile[], member: string): string[] {
  return placesWhere(files, (node) => isRead(node, member)).map((where) => `${where}: reads ${member}`);
}

function isRead(node: ts.Node, member: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === member;
  return ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === member;
}

/**
 * Places at which a file writes one of these members into an object. A message may have a member of the same name: an object that says
 * whether it is a `success` is one. And who takes a member of `noProgress` as it is writes nothing of its own.
 */
export function writersOf(files: readonly SourceFile[], members: readonly string[]): string[] {
  return placesWhere(files, (node) => isWritten(node, members)).map(
    (where) => `${where}: writes ${members.join(', ')}`,
  );
}

function isWritten(node: ts.Node, members: readonly string[]): boolean {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    return ts.isPropertyAccessExpression(node.left) && members.includes(node.left.name.text);
  }
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return false;
  const name = node.name.getText().replace(/^(['"])(.*)\1$/, '$2');
  const isNothing = ts.isPropertyAssignment(node) && node.initializer.getText() === `noProgress.${name}`;
  return members.includes(name) && !isNothing && !isMessage(node.parent);
}

function isMessage({ properties }: ts.ObjectLiteralExpression): boolean {
  return properties.some(({ name }) => name?.getText() === 'success');
}

function placesWhere(files: readonly SourceFile[], matches: (node: ts.Node) => boolean): string[] {
  return files.flatMap((file) => {
    const places: string[] = [];
    const source = parse(file);
    visit(source, (node) => {
      if (matches(node)) places.push(place(file, source, node));
    });
    return places;
  });
}
