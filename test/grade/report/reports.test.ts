/** Each report of a good, a failing, an unfit and a hostile submission, held to what its readers take. */
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labNames } from '../../../model/index.ts';
import { partOf } from '../../../src/grade/outcome.ts';
import { PICTURES_MAX } from '../../../src/grade/report/findings.ts';
import type { GradedSubmission } from '../../../src/grade/report/graded.ts';
import { gradeReport, gradeReportNames } from '../../../src/grade/report/index.ts';
import { playerHash, playerScript } from '../../../src/grade/report/player.ts';
import type { Row } from '../../../src/trace/picture/picture.ts';
import { circumstances, failing, good, gradedOf, hostile, hostileUnfit, picture, SECRET, unfit } from '../arrange.ts';

const everyone = [good, failing, unfit, hostile, hostileUnfit];
const named = everyone.map(
  (graded, place) => [['good', 'failing', 'unfit', 'hostile', 'hostile unfit'][place], graded] as const,
);

const report = (name: string, ...all: readonly GradedSubmission[]): string => gradeReport(name, all, circumstances);

/** The most that a platform reads. */
const BYTES_MAX = 1_000_000;

/** Controls, changes of direction, and halves of characters; line breaks may be. */
const UNSEEN = /[^\P{C}\n\r]/u;

describe.each(gradeReportNames)('the %s report', (name) => {
  test.each(named)(
    'of a %s submission is short, has nothing that can not be seen, and is the same again',
    (_, graded) => {
      const text = report(name, graded);
      expect(Buffer.byteLength(text)).toBeLessThan(BYTES_MAX);
      expect(text).not.toMatch(UNSEEN);
      expect(report(name, graded)).toBe(text);
    },
  );

  test('tells students nothing of what was seen with a hidden seed', () => {
    // Gradescope hides it by itself; CodeRunner shows this part to teachers alone
    const told = report(name, failing)
      .replaceAll(/"output": [^\n]*\n\s*"visibility": "after_published"/g, '')
      .replaceAll(/"instructorhtml":.*/g, '');
    expect(told).not.toContain(SECRET);
  });
});

/** What the platforms' own documents say of their files; keys that they do not name are refused. */
const visibility = z.enum(['hidden', 'after_due_date', 'after_published', 'visible']);
const textFormat = z.enum(['text', 'html', 'simple_format', 'md', 'ansi']);
const gradescope = z.strictObject({
  score: z.number().nonnegative(),
  output: z.string(),
  output_format: textFormat,
  test_output_format: textFormat,
  test_name_format: textFormat,
  visibility,
  stdout_visibility: visibility,
  extra_data: z.record(z.string(), z.unknown()),
  tests: z.array(
    z.strictObject({
      name: z.string().min(1),
      score: z.number().nonnegative().optional(),
      max_score: z.number().nonnegative().optional(),
      status: z.enum(['passed', 'failed']),
      output: z.string(),
      output_format: textFormat.optional(),
      visibility,
      tags: z.array(z.string()).optional(),
    }),
  ),
});

const prairieLearn = z.union([
  z.strictObject({
    gradable: z.literal(true),
    score: z.number().min(0).max(1),
    message: z.string(),
    output: z.string(),
    tests: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        points: z.number().nonnegative(),
        max_points: z.number().nonnegative(),
        message: z.string(),
        output: z.string(),
      }),
    ),
  }),
  z.strictObject({
    gradable: z.literal(false),
    score: z.literal(0),
    message: z.string(),
    format_errors: z.array(z.string().min(1)).min(1),
  }),
]);

const whole = z.int().nonnegative();
const classroom50 = z.strictObject({
  schema: z.literal('classroom50/result/v1'),
  classroom: z.string(),
  assignment: z.string(),
  usernames: z.array(z.string()),
  submission: z.string(),
  commit: z.string(),
  release: z.string(),
  review: z.string(),
  datetime: z.iso.datetime(),
  score: whole,
  'max-score': whole,
  tests: z.array(z.strictObject({ 'test-name': z.string(), passed: z.boolean(), score: whole, 'max-score': whole })),
});

const codeRunner = z.strictObject({
  fraction: z.number().min(0).max(1),
  prologuehtml: z.string(),
  testresults: z.array(z.array(z.union([z.string(), z.number()])).length(6)),
  columnformats: z.array(z.enum(['%s', '%h'])).length(4),
  epiloguehtml: z.string(),
  instructorhtml: z.string(),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('a fault is told with its clause and its picture', () => {
  const drawn = '✗ RV-2 broken: two votes';
  const told = {
    gradescope: (text: string) => gradescope.parse(JSON.parse(text)).tests.map(({ output }) => output),
    prairielearn: (text: string) =>
      (JSON.parse(text) as { tests: { output: string }[] }).tests.map(({ output }) => output),
    coderunner: (text: string) =>
      (JSON.parse(text) as { testresults: string[][] }).testresults.map((row) => row[4] ?? ''),
    junit: (text: string) => [text],
  };
  const readers = Object.entries(told);

  test.each(readers)('in the %s report, quoted', (name, read) => {
    const texts = read(report(name, failing)).join('\n');
    expect(texts).toContain(drawn);
    expect(texts).toContain('What RV-2 asks &amp; why.'.replace('&amp;', name === 'prairielearn' ? '&' : '&amp;'));
    expect(texts).not.toContain('Without it');
    expect(read(report(name, good)).join('\n')).not.toContain('follower');
  });

  test.each(readers)('in the %s report, linked where the rubric has an address', (name, read) => {
    const docs = 'https://course.example/figure2/';
    const linked = { ...circumstances, rubric: { ...circumstances.rubric, docs } };
    const texts = read(gradeReport(name, [failing], linked)).join('\n');
    expect(texts).toContain('https://course.example/figure2/spec/figure2.md#rv-2-grant-the-vote-if-it-is-still-free');
    expect(texts).not.toContain('What RV-2 asks');
  });

  test.each(readers)('in the %s report, as often as there is room', (name, read) => {
    const label = 'x'.repeat(60);
    const rows = Array.from({ length: 100 }, (_, place) => ({ ...(picture.rows[0] as Row), step: place + 1, label }));
    const long = { ...picture, rows };
    const findings = labNames.map((check) => ({
      outcome: 'failed' as const,
      check,
      part: partOf(check),
      because: 'it failed',
      seed: 1,
      picture: long,
    }));
    const text = gradeReport(name, [gradedOf('long', findings)], circumstances);
    expect(Buffer.byteLength(text)).toBeLessThan(BYTES_MAX);
    const number = read(text).join('\n').split('│ follower').length - 1;
    expect(number).toBeGreaterThan(5);
    expect(number).toBeLessThan(labNames.length);
  });

  test('where a label could mean something to HTML, it means nothing', () => {
    const label = '</pre><script>alert(1)</script>';
    const hostilePicture = { ...picture, rows: [{ ...(picture.rows[0] as Row), label }] };
    const findings = [{ outcome: 'failed' as const, check: 'W1', because: 'x', seed: 1, picture: hostilePicture }];
    for (const name of ['gradescope', 'coderunner', 'junit'])
      expect(gradeReport(name, [gradedOf('hostile', findings)], circumstances)).not.toContain('<script>');
  });
});

describe('Gradescope', () => {
  test.each(named)('takes a %s submission', (_, graded) => {
    const { score, tests } = gradescope.parse(JSON.parse(report('gradescope', graded)));
    expect(score).toBeCloseTo(graded.points.score + graded.points.bonus, 6);
    for (const { score: own = 0, max_score: most = 0, name } of tests)
      expect(own <= most || name === 'old-heartbeat').toBe(true);
    expect(tests.length).toBeGreaterThanOrEqual(graded.points.items.length);
  });

  test('shows hidden seeds when the rubric says, and a broken rule with its clause', () => {
    const { tests } = gradescope.parse(JSON.parse(report('gradescope', failing)));
    const hidden = tests.filter(({ visibility: its }) => its === 'after_published');
    expect(hidden.map(({ name }) => name)).toEqual(
      hidden.map(({ name }) => name.replace(/(, hidden seeds)?$/, ', hidden seeds')),
    );
    expect(hidden.find(({ name }) => name.startsWith('Count3B'))?.output).toContain(SECRET);
    const broken = tests.find(({ name }) => name === 'W1');
    expect(broken).toMatchObject({ score: 0, max_score: 6, status: 'failed', visibility: 'visible' });
    expect(broken?.output).toMatch(
      /^<pre>broken: S1 voted for S2 and for S3 in term 4\n0 of 1 run passed<\/pre>\n<p>It breaks RV-2: .+<\/p>\n<blockquote>What RV-2 asks &amp; why\.<\/blockquote>\n<pre>[^<]*✗ RV-2 broken: two votes\n[^<]*<\/pre>\n<pre>figure2 grade handed-in\/failing --only W1 --seed 1<\/pre>$/,
    );
    expect(tests.find(({ name }) => name === 'Figure83C')?.output).toMatch(/^<pre>not checked: it was not asked/);
  });
});

describe('PrairieLearn', () => {
  test.each(named)('takes a %s submission', (_, graded) => {
    const document = prairieLearn.parse(JSON.parse(report('prairielearn', graded)));
    expect(document.gradable).toBe(graded !== unfit && graded !== hostileUnfit);
  });

  test('gives no more than all', () => {
    expect(JSON.parse(report('prairielearn', good))).toMatchObject({ score: 1 });
    expect(JSON.parse(report('prairielearn', unfit))).toMatchObject({
      gradable: false,
      format_errors: ["it does not compile:\nraft.go:1: expected 'package'"],
    });
  });
});

describe('Autolab', () => {
  test.each(named)('takes a %s submission: one line, whose scores are those of the rubric', (_, graded) => {
    const text = report('autolab', graded);
    expect(text).toMatch(/^[^\n]+\n$/);
    const { scores } = z
      .strictObject({ scores: z.record(z.string(), z.number().nonnegative()) })
      .parse(JSON.parse(text));
    expect(Object.keys(scores)).toEqual(['3A', '3B', '3C', '3D', 'checks', 'robustness']);
    expect(sum(Object.values(scores))).toBeCloseTo(graded.points.score + graded.points.bonus, 1);
  });
});

describe('Classroom 50', () => {
  test.each(named)('takes a %s submission, in whole points', (_, graded) => {
    const document = classroom50.parse(JSON.parse(report('classroom50', graded)));
    expect(document).toMatchObject({ classroom: 'c', assignment: 'raft', usernames: ['ann'], 'max-score': 110 });
    const counted = document.tests.filter((one) => one['test-name'] !== 'old-heartbeat');
    expect(sum(counted.map((one) => one['max-score']))).toBe(110);
    for (const one of document.tests) expect(one.score).toBeLessThanOrEqual(one['max-score']);
  });

  test('gives all to who has all', () => {
    expect(JSON.parse(report('classroom50', good))).toMatchObject({ score: 115 });
  });
});

describe('CodeRunner', () => {
  test.each(named)('takes a %s submission, in HTML that is escaped', (_, graded) => {
    const text = report('coderunner', graded);
    expect(text).toMatch(/^[^\n]+\n$/);
    const { testresults, prologuehtml, epiloguehtml, instructorhtml } = codeRunner.parse(JSON.parse(text));
    expect(testresults).toHaveLength(graded.points.items.length + 1);
    const html = prologuehtml + epiloguehtml + instructorhtml;
    expect(html.replaceAll(/<\/?(?:p|pre)>/g, '')).not.toMatch(/[<>]/);
  });
});

interface Counted {
  readonly tests: number;
  readonly children: Record<string, number>;
}

/** Counts of a document; one that is not well-formed XML 1.0 is refused. */
const countsIn = (text: string): Counted & { readonly said: Readonly<Record<string, string>> } => {
  const children: Record<string, number> = { testcase: 0, failure: 0, error: 0, skipped: 0 };
  let said: Readonly<Record<string, string>> = {};
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'testsuites') said = attributes;
    if (name in children) children[name] = (children[name] ?? 0) + 1;
  });
  parser.write(text).close();
  return { tests: children['testcase'] ?? 0, children, said };
};

describe('JUnit', () => {
  test.each(named)('takes a %s submission, with counts that agree', (_, graded) => {
    const { children, said } = countsIn(report('junit', graded));
    expect([said['tests'], said['failures'], said['errors'], said['skipped']].map(Number)).toEqual(
      ['testcase', 'failure', 'error', 'skipped'].map((name) => children[name]),
    );
  });

  test('tells failed and broken as failures, not gradable as an error, and what was not seen as skipped', () => {
    expect(countsIn(report('junit', failing)).children).toMatchObject({ failure: 3, error: 0, skipped: 2 });
    expect(countsIn(report('junit', unfit)).children).toMatchObject({ failure: 0, skipped: 0 });
    expect(countsIn(report('junit', unfit)).children['error']).toBe(unfit.points.items.length);
    expect(countsIn(report('junit', good)).children).toMatchObject({ failure: 0, error: 0, skipped: 0 });
    expect(report('junit', failing)).toMatch(/<failure message="broken: S1 voted[^"]*" type="RV-2">/);
  });

  test('has a suite for each of a class', () => {
    expect(report('junit', ...everyone).match(/<testsuite /g)).toHaveLength(everyone.length);
  });
});

/** The records of a table as RFC 4180 has them. */
const records = (text: string): string[][] => {
  const rows: string[][] = [[]];
  const rest = text.replace(/\r\n$/, '');
  for (const [, quoted, plain, end] of rest.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows;
};

describe('CSV', () => {
  test('has a record of as many fields for each of a class', () => {
    const rows = records(report('csv', ...everyone));
    expect(rows).toHaveLength(everyone.length + 1);
    expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([12]));
    expect(rows[1]?.slice(0, 4)).toEqual(['good', '110', '110', '5']);
    expect(rows[2]?.slice(9)).toEqual(['W1', 'Backup3B Count3B', '']);
  });

  test('has no cell that a spreadsheet takes for a formula', () => {
    const names = ['=1', '+1', '-1', '@a', '\t=1', ' =1', '＝1', '|x', '%x', '\r=1'];
    const rows = records(report('csv', hostile, ...names.map((name) => ({ ...good, name }))));
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠|%]/);
    expect(rows[2]?.[0]).toBe("'=1");
  });
});

describe('HTML', () => {
  const page = report('html', ...everyone);

  test('is one page that is well-formed and needs nothing else', () => {
    const parser = new SaxesParser({ fragment: true });
    parser.on('error', (error) => {
      throw error;
    });
    parser
      .write(
        page
          .replace('<!doctype html>', '')
          .replace(playerScript, '')
          .replaceAll(/<meta [^>]*>/g, ''),
      )
      .close();
    const withoutNames = page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    expect(withoutNames).not.toMatch(/<img|<link|\ssrc=|https?:|\son\w+=/i);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    expect(policy).toBe(`default-src 'none'; style-src 'unsafe-inline'; script-src '${playerHash}'`);
    expect(page.split('<script')).toHaveLength(2);
    expect(page).toContain(`<script>${playerScript}</script>`);
  });

  test('can be read by who hears it', () => {
    expect(page).toMatch(/<html lang="en">/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<caption>/g)).toHaveLength(page.match(/<table>/g)?.length ?? 0);
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    const labels = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].map(([, id]) => id);
    for (const id of labels) expect(page).toContain(`<h2 id="${id}">`);
    expect(labels).toHaveLength(everyone.length + 1);
  });

  test('says of each finding what happened, by which clause, and shows how it came to it', () => {
    const one = report('html', failing);
    expect(one).toMatch(/<h3>Backup3B failed, part 3B, seed 1<\/h3>\n<p>3 servers should agree, but 2 did<\/p>/);
    expect(one).toMatch(/<p>It breaks <a href="#RV-2">RV-2: Grant the vote[^<]*<\/a><\/p>\n<figure data-reaches/);
    expect(one).toContain('<article id="RV-2">');
    expect(one).toContain('<p>What RV-2 asks &amp; why.</p>');
    expect(one).toContain('<p><strong>Without it:</strong> x &lt; y.</p>');
    expect(one).toContain(
      '<li>S1, 3 ms RequestVote term=4; votes for S3 (from S3, step 1). RV-2 broken: two votes</li>',
    );
    expect(one).toContain('<pre>figure2 grade handed-in/failing --only W1 --seed 1</pre>');
    const ids = [...one.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(report('html', good)).not.toMatch(/<figure|<h3>/);
  });

  test('has no more pictures than a page can hold, and still says what happened', () => {
    const several = Array.from({ length: PICTURES_MAX + 3 }, () => failing);
    const one = report('html', ...several);
    expect(one.match(/<figure /g)).toHaveLength(PICTURES_MAX);
    expect(one.match(/<h3>W1 broken/g)).toHaveLength(PICTURES_MAX + 3);
  });
});

describe('SVG', () => {
  test.each(named)('is a well-formed picture of a %s submission', (_, graded) => {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(report('svg', graded)).close();
  });

  test('shows what is broken, or says that there is nothing to draw', () => {
    expect(report('svg', failing)).toContain('>RV-2 broken: two votes</text>');
    expect(report('svg', good)).toContain('good: there is nothing to draw');
  });
});
