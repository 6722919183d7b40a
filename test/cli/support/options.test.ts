import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../tidy/files.ts';
import { parse, visit } from '../../tidy/syntax.ts';

/** Flags that several files declare in the same words, each with these files. */
const declaredTwice = (files: readonly SourceFile[]): readonly string[] => {
  const homes = new Map<string, string[]>();
  for (const file of files) {
    visit(parse(file), (node) => {
      const [flag, words] = (ts.isCallExpression(node) || ts.isNewExpression(node) ? node.arguments : undefined) ?? [];
      // what is declared has words of help; a flag that is named to check its value has none
      if (!flag || !words || !ts.isStringLiteralLike(flag) || !flag.text.startsWith('--')) return;
      if (!ts.isStringLiteralLike(words) && !ts.isTemplateExpression(words)) return;
      const key = `${flag.text}: ${words.getText()}`;
      homes.set(key, [...(homes.get(key) ?? []), file.path]);
    });
  }
  return [...homes].filter(([, paths]) => paths.length > 1).map(([key, paths]) => `${key} in ${paths.join(', ')}`);
};

describe('a flag that several verbs have', () => {
  test('is declared once', () => {
    const files = readdirSync('src/cli', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    expect(declaredTwice(files.map((path) => ({ path, text: readFileSync(join('src/cli', path), 'utf8') })))).toEqual(
      [],
    );
  });

  test('is found where it is declared again', () => {
    const own = {
      path: 'lab/verb.ts',
      text: "program.option('--out <FILE>', 'there', read).option('--ui', 'a page');",
    };
    const shared = {
      path: 'support/options.ts',
      text: "new Option('--out <FILE>', 'there'); say('--ui', 'the page');",
    };
    expect(declaredTwice([own, shared])).toEqual(["--out <FILE>: 'there' in lab/verb.ts, support/options.ts"]);
  });
});
