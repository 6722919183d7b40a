import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderCli } from '../../src/cli/reference.ts';
import { messageTypes } from '../../src/core/extensions/messages.ts';
import { declaration, firstComment } from '../../src/docgen/comments.ts';
import { renderFileFormats } from '../../src/docgen/fileFormats.ts';
import { renderTraceGrammar } from '../../src/docgen/traceGrammar.ts';
import { renderWireChecks } from '../../src/docgen/wireChecks.ts';
import { wireCheckNames, wireRules } from '../../src/grade/wire/rules.ts';
import { formatAction, parseAction } from '../../src/trace/grammar.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

describe('the page of the grammar', () => {
  const page = renderTraceGrammar(read('src/trace/grammar.ts'));
  const examples = page.split('## Examples')[1]?.match(/^S1 .*$/gm) ?? [];

  test('has the grammar as the code states it', () => {
    expect(page).toContain('```text\n12.345 S1 → S2 RequestVote term=1');
    expect(page).toContain('\nline    := [time] action ["|" outcome]\n');
  });

  test('has an example of each form, which is parsed and written as it stands', () => {
    for (const line of examples) {
      const parsed = parseAction(line);
      expect(parsed.ok && formatAction(parsed.value)).toBe(line);
    }
    const forms = [
      'start',
      'timeout election',
      'timeout heartbeat',
      'clientCommand',
      'compact',
      'crash',
      'restart',
      'crash after',
    ];
    for (const word of [...forms, ...messageTypes, '→', '↯', '⇥']) {
      expect(examples.some((line) => line.includes(` ${word}`))).toBe(true);
    }
  });
});

describe('the page of the command line', () => {
  test('has the help of every verb', async () => {
    const page = await renderCli();
    const listed = Array.from(
      page
        .split('Commands:')[1]
        ?.split('```')[0]
        ?.matchAll(/^ {2}([a-z]+)\b/gm) ?? [],
      ([, verb]) => verb,
    );
    expect(listed.length).toBeGreaterThan(8);
    for (const verb of listed.filter((each) => each !== 'help'))
      expect(page).toContain(`$ figure2 ${verb ?? ''} --help\nUsage: `);
  });
});

describe('the page of the file formats', () => {
  const page = renderFileFormats(read);

  test('has the schema of trace files as it is checked', () => {
    const schema = JSON.parse(/```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '{}') as {
      readonly required?: readonly string[];
    };
    expect(schema.required).toEqual(['#meta', 'vars', 'states']);
  });

  test('has the documents as the code declares them', () => {
    expect(page).toMatch(/### figure2 check --json[\s\S]*export interface CheckReport \{/);
  });
});

test('the page of the checks of the wire has a row for each, with its clauses and what it needs', () => {
  const page = renderWireChecks();
  for (const check of wireCheckNames) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${check} |`));
    for (const clause of wireRules[check].clauses) expect(row).toContain(`[${clause}](`);
    expect(page).toContain(`- ${check} takes ${wireRules[check].needs}.`);
  }
});

describe('a page from comments', () => {
  test('makes blocks of what is indented', () => {
    expect(firstComment('/**\n * One.\n *\n *     a := b\n *\n *     c\n *\n * Two.\n */')).toBe(
      'One.\n\n```text\na := b\n\nc\n```\n\nTwo.',
    );
  });

  test('is refused where a declaration is gone', () => {
    expect(() => declaration('export interface A {\n}', 'B')).toThrow('there is no B any more');
  });
});
