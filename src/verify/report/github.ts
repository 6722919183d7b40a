/** A judgement as GitHub shows it: annotations, and a page of the job's summary. */

import { count, duration, plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { account, type Case, cut, type Judgement, line, lines, type ReportedFinding, ruleWords } from './judgement.ts';

/** Of a step GitHub shows so many annotations of a level. */
const ANNOTATIONS_MAX = 10;

const MESSAGE_MAX = 4000;

/**
 * Workflow commands, a line each. Whatever the level is in other formats, here each is an error, since each is a reason why the
 * step fails.
 */
export const annotations = ({ verb, findings }: Judgement): readonly string[] => {
  const shown = findings.length <= ANNOTATIONS_MAX ? findings : findings.slice(0, ANNOTATIONS_MAX - 1);
  const more = findings.length - shown.length;
  return [
    ...shown.map((finding) => annotationOf(finding, verb)),
    ...(more === 0 ? [] : [`::error title=figure2 ${verb}::and ${more} more; the summary of the job has them all`]),
  ];
};

const annotationOf = (finding: ReportedFinding, verb: string): string => {
  const { rule, place } = finding;
  const text = cut(account(finding).join('\n'), MESSAGE_MAX);
  const title = property(cut(`figure2 ${verb}: ${ruleWords(rule)}`, 250));
  return `::error file=${property(printable(place.file))},line=${place.line},title=${title}::${data(text)}`;
};

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** What stands around the output of code that is not trusted: between the two GitHub obeys no command. */
export const quietly = (token: string): readonly [begin: string, end: string] => [
  `::stop-commands::${token}`,
  `::${token}::`,
];

/** GitHub refuses a summary that is longer than a mebibyte. */
export const SUMMARY_MAX_BYTES = 2 ** 20;

/** A page in Markdown, at most so long: what is wrong comes first, and what does not fit is left out. */
export const jobSummary = (judgement: Judgement, maxBytes = SUMMARY_MAX_BYTES): string => {
  const { verb, subject, ok, verdict, seed, seconds, cases, findings } = judgement;
  const passed = cases.filter(isPassed).length;
  const seedWords = seed === undefined ? '' : `, seed ${seed}`;
  const sections = [
    `## ${ok ? '✅' : '❌'} figure2 ${verb}: ${inline(subject)}\n`,
    `**${inline(verdict)}** ${count(passed)} of ${plural(cases.length, 'case')} passed, in ${duration(seconds)}${seedWords}.\n`,
    ...findings.map(findingSection),
    ...[...new Set(cases.map(({ suite }) => suite))].map((suite) =>
      suiteSection(
        suite,
        cases.filter((one) => one.suite === suite),
      ),
    ),
  ];
  return fit(sections, maxBytes);
};

const LEFT_OUT = '\n_The rest does not fit into a summary._\n';

const fit = (sections: readonly string[], maxBytes: number): string => {
  const whole = `${sections.join('\n')}\n`;
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const room = maxBytes - Buffer.byteLength(LEFT_OUT);
  let text = '';
  for (const section of sections) {
    const longer = `${text}${section}\n`;
    if (Buffer.byteLength(longer) <= room) text = longer;
  }
  return text === '' ? '' : `${text}${LEFT_OUT}`;
};

const findingSection = (finding: ReportedFinding): string => {
  const { rule, message, story, steps, mermaid, trace, replay, place } = finding;
  const told = story.length > 0 ? story : steps.map(({ text }) => text);
  return [
    `### ${inline(ruleWords(rule))}\n`,
    `${inline(message)}\n`,
    `At \`${code(place.file)}\`, line ${place.line}.\n`,
    ...(replay === undefined ? [] : ['To reproduce:\n', fence('sh', [line(replay)])]),
    ...(mermaid === undefined ? [] : [fence('mermaid', mermaid.trimEnd().split('\n'))]),
    ...(told.length === 0 ? [] : [details('The trace, step by step', fence('text', lines(told)))]),
    ...(trace === undefined ? [] : [`Trace file: \`${code(trace)}\`\n`]),
  ].join('\n');
};

const isPassed = ({ finding, skipped }: Case): boolean => !finding && skipped === undefined;

const markOf = ({ finding, skipped }: Case): string => {
  if (finding) return '❌';
  return skipped === undefined ? '✅' : '⏭️';
};

const suiteSection = (suite: string, cases: readonly Case[]): string => {
  const rows = cases.map(
    (one) => `| ${markOf(one)} | ${inline(one.name)} | ${inline(one.skipped ?? one.measure ?? '')} |`,
  );
  const title = `${suite}: ${count(cases.filter(isPassed).length)} of ${count(cases.length)} passed`;
  return details(title, ['| | | |', '|---|---|---|', ...rows].join('\n'));
};

const details = (title: string, body: string): string =>
  `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>\n`;

/** A block that nothing in it can end: its fence is longer than any that it holds. */
const fence = (language: string, texts: readonly string[]): string => {
  const longest = Math.max(2, ...texts.flatMap((text) => (text.match(/`+/g) ?? []).map(({ length }) => length)));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${texts.join('\n')}\n${marks}\n`;
};

/** A text that means nothing to Markdown or HTML. */
const inline = (text: string): string =>
  line(text)
    .replaceAll(/[&<>]/g, (mark) => entities[mark] ?? '')
    .replaceAll(/[\\`*_[\]#|~@!$]/g, String.raw`\$&`);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** For between two backticks. */
const code = (text: string): string => line(text).replaceAll('`', "'");
