import { describe, expect, test } from 'vitest';
import { readSpec, renderClauses, SpecError, type SpecPage } from '../../src/docgen/clauses.ts';

const clause = (heading: string, kind = 'receiver rule', closing = '**Without it:** chaos.'): string =>
  `### ${heading}\n\n- **Source:** Figure 2; §5.1\n- **Kind:** ${kind}\n\nWhat it says.\n\n${closing}\n`;

const decision = clause('D-1 Ours', 'decision', '**Reason:** the paper is silent.');
const exceptions = (rows = ''): string =>
  [
    `## Clauses without code yet\n\n| Clause | Why |\n|---|---|\n${rows}`,
    '## Clauses that are not counted\n\n| Clause | Why |\n|---|---|\n',
    '## Decisions that others may take otherwise\n\n| Clause | Why |\n|---|---|\n',
    '## Clauses that the formal specification does not have\n\n| Clause | Why |\n|---|---|\n',
    '## Clauses that no defect is named after\n\n| Clause | Why |\n|---|---|\n',
    '## Clauses that no story cites\n\n| Clause | Why |\n|---|---|\n',
  ].join('\n');
const divergences = (text: string): SpecPage => ({ page: 'divergences.md', text });
const figure2 = (text: string): SpecPage => ({ page: 'figure2.md', text });
const good = clause('RV-1 Refuse an older term') + clause("RV-2 Grant it, if it's free");

describe('the spec parser', () => {
  test('reads clauses in order, and the exceptions with their reasons', () => {
    const spec = readSpec([
      figure2(`# Figure 2\n\n## Box\n\n${good}`),
      divergences(decision + exceptions('| D-1 | later |\n')),
    ]);
    expect(spec.clauses.map(({ id }) => id)).toEqual(['RV-1', 'RV-2', 'D-1']);
    expect(spec.clauses[0]).toEqual({
      id: 'RV-1',
      title: 'Refuse an older term',
      kind: 'receiver rule',
      source: 'Figure 2; §5.1',
      page: 'figure2.md',
    });
    expect(spec.withoutCode).toEqual([{ id: 'D-1', why: 'later' }]);
    expect([spec.notCounted, spec.notFormal]).toEqual([[], []]);
  });

  test('joins a source that wraps', () => {
    const wrapped = good.replace('Figure 2; §5.1', 'Figure 2,\n  the box; §5.1');
    expect(readSpec([figure2(wrapped), divergences(exceptions())]).clauses[0]?.source).toBe('Figure 2, the box; §5.1');
  });

  test('takes no heading from a fenced block', () => {
    const fenced = good.replace('What it says.', 'Say:\n\n```\n### Z-9 no clause\n```');
    expect(readSpec([figure2(fenced), divergences(exceptions())]).clauses).toHaveLength(2);
  });

  test.each([
    [
      'a duplicate id',
      good + clause('RV-2 Again'),
      'spec/figure2.md:17: RV-2 stands already at spec/figure2.md:9; give',
    ],
    ['an unknown prefix', clause('XX-1 What'), 'spec/figure2.md:1: XX-1 has an unknown prefix; known are ST, '],
    [
      'the wrong page',
      clause('IS-1 What'),
      'spec/figure2.md:1: IS-1 stands on the wrong page; move it to spec/snapshots.md',
    ],
    ['no id', clause('Grant the vote'), 'spec/figure2.md:1: "### Grant the vote" is not a clause heading; write'],
    ['no title', clause('RV-1'), 'spec/figure2.md:1: "### RV-1" is not a clause heading; write'],
    [
      'a gap',
      good.replace('RV-2', 'RV-3'),
      'spec/figure2.md:9: RV-3 leaves a gap in the numbering; RV-2 should stand here',
    ],
    ['no Source', good.replace('**Source:**', '**From:**'), 'spec/figure2.md:1: RV-1 has no Source; add a line'],
    ['no Kind', good.replace('- **Kind:** receiver rule\n', ''), 'spec/figure2.md:1: RV-1 has no Kind; add a line'],
    [
      'an unknown kind',
      clause('RV-1 What', 'law'),
      'spec/figure2.md:1: RV-1 has the unknown kind "law"; known are state,',
    ],
    [
      'no closing line',
      clause('RV-1 What', 'state', 'Bye.'),
      'spec/figure2.md:8: RV-1 does not end with its closing line; add',
    ],
    [
      'an empty closing line',
      clause('RV-1 What', 'state', '**Without it:**'),
      'spec/figure2.md:8: RV-1 leaves "**Without it:**" empty',
    ],
    [
      'no text',
      good.replace('What it says.\n\n', ''),
      'spec/figure2.md:1: RV-1 says nothing before "**Without it:**"; add',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(mistakeIn([figure2(text), divergences(exceptions())])).toContain(message);
  });

  test('refuses a decision without its reason', () => {
    const message = mistakeIn([divergences(clause('D-1 Ours', 'decision') + exceptions())]);
    expect(message).toContain(
      'spec/divergences.md:8: D-1 does not end with its closing line; add a last paragraph "**Reason:** ..."',
    );
  });

  test.each([
    ['no table of exceptions', '', 'spec/divergences.md: the section "## Clauses without code yet" is missing'],
    [
      'another table',
      exceptions().replace('| Clause | Why |', '| A | B |'),
      ':3: "## Clauses without code yet" has no table',
    ],
    ['an unknown clause', exceptions('| RV-9 | later |\n'), ':5: "RV-9" is no clause; write'],
    ['an exception without a reason', exceptions('| RV-1 | |\n'), ':5: RV-1 has no reason; say why'],
    ['an exception twice', exceptions('| RV-1 | a |\n| RV-1 | b |\n'), ':6: RV-1 is listed twice; remove one row'],
  ])('refuses %s', (_, text, message) => {
    expect(mistakeIn([figure2(good), divergences(text)])).toContain(message);
  });
});

describe('the rendered module', () => {
  test('quotes with fewest escapes and moves a long value to its own line', () => {
    const long = `RV-3 ${'long '.repeat(30)}`.trim();
    const text = renderClauses(readSpec([figure2(good + clause(long)), divergences(exceptions('| RV-1 | later |\n'))]));
    expect(text).toContain(`title: "Grant it, if it's free",`);
    expect(text).toContain(`title:\n      'long long`);
    expect(text).toContain(
      `clausesWithoutCode: Readonly<Partial<Record<ClauseId, string>>> = {\n  'RV-1': 'later',\n};`,
    );
    expect(text).toContain('clausesNotCounted: Readonly<Partial<Record<ClauseId, string>>> = {};');
  });
});

/** The one-line message with which the parser refuses the pages. */
function mistakeIn(pages: readonly SpecPage[]): string {
  try {
    readSpec(pages);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    expect(error.message).not.toContain('\n');
    return error.message;
  }
  return 'no mistake found';
}
