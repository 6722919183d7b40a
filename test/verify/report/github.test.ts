import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { annotations, jobSummary, quietly, SUMMARY_MAX_BYTES } from '../../../src/verify/report/github.ts';
import type { Judgement } from '../../../src/verify/report/judgement.ts';
import { green, hostile, red, vacuous } from './arrange.ts';

/** A line as GitHub's runner reads it: a command with its properties and its text, or nothing. */
const commandOf = (line: string) => {
  const [, name = '', pairs = '', data = ''] =
    /^::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line.trimStart()) ?? [];
  const decoded = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const properties = pairs
    .split(',')
    .map((pair) => pair.split('='))
    .map(([key = '', ...value]): [string, string] => [
      key,
      decoded(value.join('=').replaceAll('%3A', ':').replaceAll('%2C', ',')),
    ]);
  return { name, properties: Object.fromEntries(properties), data: decoded(data) };
};

describe('golden', () => {
  test.each([
    ['green', green],
    ['red', red],
    ['vacuous', vacuous],
  ])('%s', async (name, judgement) => {
    await expect(`${annotations(judgement).join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.annotations.txt`);
    await expect(jobSummary(judgement)).toMatchFileSnapshot(`golden/${name}.summary.md`);
  });
});

describe('annotations', () => {
  test('a violation stands at the line of the protocol that cites the broken clause', () => {
    const [command, ...others] = annotations(red).map(commandOf);
    expect(others).toEqual([]);
    expect(command).toMatchObject({ name: 'error', properties: { file: 'mine.ts', line: '3' } });
    expect(command?.properties['title']).toMatch(/^figure2 check: RS-L-4 Commit the highest N/);
    expect(command?.data).toContain('\nTo reproduce:\nfigure2 replay figure2-traces/SP-12-1.itf.json');
  });

  test('there are none when it holds', () => {
    expect(annotations(green)).toEqual([]);
  });

  test('there are ten at most, the last of which says how many are left out', () => {
    const [finding] = red.findings;
    const many = (count: number): Judgement => ({
      ...red,
      findings: Array.from({ length: count }, () => finding ?? never()),
    });
    expect(annotations(many(10)).filter((line) => line.includes('RS-L-4'))).toHaveLength(10);
    expect(annotations(many(25))).toHaveLength(10);
    expect(annotations(many(25)).at(-1)).toMatch(/::and 16 more; /);
  });

  test('no text can make a command of its own, or leave its property', () => {
    fc.assert(
      fc.property(hostile, (judgement) => {
        const lines = annotations(judgement);
        expect(lines.length).toBeLessThanOrEqual(10);
        for (const [place, line] of lines.entries()) {
          expect(line).not.toMatch(/[\r\n]/);
          const { name, properties } = commandOf(line);
          expect(name).toBe('error');
          if (place === 9 && judgement.findings.length > 10) continue;
          expect(Object.keys(properties)).toEqual(['file', 'line', 'title']);
          expect(properties['line']).toBe(String(judgement.findings[place]?.place.line));
        }
      }),
    );
  });
});

test('commands are stopped with a token and begin again with it', () => {
  expect(quietly('secret')).toEqual(['::stop-commands::secret', '::secret::']);
});

describe('the summary', () => {
  const tokensOf = (page: string) => markdownIt({ html: true }).parse(page, {});

  test('draws the counterexample, and says how to see it again', () => {
    const fences = tokensOf(jobSummary(red)).filter(({ type }) => type === 'fence');
    expect(fences.map(({ info }) => info)).toEqual(['sh', 'mermaid', 'text']);
    expect(fences[0]?.content).toBe('figure2 replay figure2-traces/SP-12-1.itf.json --protocol ./mine.ts\n');
    expect(fences[1]?.content).toMatch(/^sequenceDiagram\n/);
    expect(fences[1]?.content).toContain('RS-L-4 broken');
  });

  test('no text becomes a heading, HTML, a link, or the end of a block', () => {
    fc.assert(
      fc.property(hostile, (judgement) => {
        const tokens = tokensOf(jobSummary(judgement));
        const inner = tokens.flatMap(({ children }) => children ?? []);
        expect(tokens.filter(({ type }) => type === 'heading_open')).toHaveLength(1 + judgement.findings.length);
        expect(inner.filter(({ type }) => ['html_inline', 'link_open', 'image'].includes(type))).toEqual([]);
        const html = tokens.filter(({ type }) => type === 'html_block').map(({ content }) => content);
        expect(
          html.filter((text) => !/^(?:<details>\n<summary>[\w:, ]+<\/summary>|<\/details>)\n$/.test(text)),
        ).toEqual([]);
        const languages = new Set(tokens.filter(({ type }) => type === 'fence').map(({ info }) => info));
        expect([...languages].filter((language) => !['sh', 'mermaid', 'text'].includes(language))).toEqual([]);
      }),
    );
  });

  test('is never longer than GitHub takes, and says so when something is left out', () => {
    const [finding = never()] = red.findings;
    const story = Array.from({ length: 500 }, (_, place) => `${place} ${'é'.repeat(300)}`);
    const findings = Array.from({ length: 10 }, () => ({ ...finding, story }));
    const page = jobSummary({ ...red, findings });
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(SUMMARY_MAX_BYTES);
    expect(page).toMatch(/^## ❌ figure2 check/);
    expect(page).toContain('_The rest does not fit into a summary._');
    expect(jobSummary(red)).not.toContain('does not fit');
    fc.assert(fc.property(fc.nat({ max: 5000 }), (max) => Buffer.byteLength(jobSummary(red, max)) <= max));
  });
});

function never(): never {
  throw new Error('there is no finding');
}
