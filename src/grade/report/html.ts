/** Grades as one page that needs nothing else: no network, and no file of anybody. */
import { plural } from '../../text/numbers.ts';
import { xml } from '../../text/xml.ts';
import { svgStyle } from '../../trace/picture/svg.ts';
import { failureGroups } from '../groups.ts';
import type { PointsItem } from '../points.ts';
import { clauseSection, findingsOf, PictureNumbers } from './findings.ts';
import {
  type GradeCircumstances,
  type GradedSubmission,
  safeLine,
  safeText,
  shortPoints,
  shownFaults,
  summaryLine,
  textMaxOf,
  titleOf,
  toldDeduction,
  toldToStudent,
  unfitBecause,
} from './graded.ts';
import { playerHash, playerScript } from './player.ts';

const STYLE = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid; }
td.number { text-align: right; white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
figure { margin: 1rem 0; overflow-x: auto; }
figure:focus-visible { outline: 2px solid; outline-offset: 4px; }
[role=group] { position: sticky; left: 0; }
output { display: block; min-height: 3em; }
[aria-current=step] { font-weight: bold; }
:root { color-scheme: light dark; }`;

/** A page of one submission or of a class. What was seen with hidden seeds is not on it. */
export const htmlReport = (all: readonly GradedSubmission[], circumstances: GradeCircumstances): string => {
  const { rubric, version, time } = circumstances;
  const pictures = new PictureNumbers();
  const sections = all.map((graded, place) => section(graded, place, pictures));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${playerHash}'">
<title>${xml(safeLine(rubric.title))}</title>
<style>
${STYLE}${svgStyle}
</style>
</head>
<body>
<main>
<h1>${xml(safeLine(rubric.title))}</h1>
${all.length > 1 ? overview(all, rubric.hiddenSeeds) : ''}${sections.join('\n')}
${clausesOf(all, circumstances)}</main>
<footer><p>figure2 ${xml(version)}, ${xml(time)}</p></footer>
<script>${playerScript}</script>
</body>
</html>
`;
};

/** The clauses that something on the page breaks. */
const clausesOf = (all: readonly GradedSubmission[], { clauseText }: GradeCircumstances): string => {
  const broken = new Set(all.flatMap((graded) => shownFaults(graded).flatMap(({ clause }) => clause ?? [])));
  const sections = [...broken].sort().map((id) => clauseSection(id, clauseText(id)));
  if (sections.length === 0) return '';
  return `<section aria-labelledby="clauses">
<h2 id="clauses">What the paper asks</h2>
${sections.join('\n')}
</section>
`;
};

const overview = (all: readonly GradedSubmission[], hidden: readonly number[]): string => {
  const rows = all.map(
    (graded, place) =>
      `<tr><th scope="row"><a href="#s${place}">${xml(safeLine(graded.name))}</a></th>${number(graded.points.score)}${number(graded.points.max)}<td>${xml(safeLine(unfitBecause(graded) ?? ''))}</td></tr>`,
  );
  const shown = all.map(({ grade }) => ({
    ...grade,
    findings: grade.findings.filter(({ seed }) => !hidden.includes(seed)),
  }));
  const groups = failureGroups(shown).map(({ words }) => `<li>${xml(safeLine(words))}</li>`);
  return `${tableOf(plural(all.length, 'submission'), ['Submission', 'Points', 'Of', 'Not gradable, because'], rows)}
${groups.length === 0 ? '' : `<h2>What they have in common</h2>\n<ul>\n${groups.join('\n')}\n</ul>\n`}`;
};

const section = (graded: GradedSubmission, place: number, pictures: PictureNumbers): string => {
  const { name, grade, points } = graded;
  const unfit = unfitBecause(graded);
  const rows = points.items.map((item) => rowOf(item, toldToStudent(item, grade.path, textMaxOf(points))));
  const costs = points.deductions.filter(({ isHidden }) => !isHidden).map((one) => `<p>${xml(toldDeduction(one))}</p>`);
  return `<section id="s${place}" aria-labelledby="h${place}">
<h2 id="h${place}">${xml(summaryLine(graded, safeLine(name)))}</h2>
${unfit === undefined ? tableOf('Checks', ['Check', 'Part', 'Outcome', 'Points', 'Of', 'What happened'], rows) : `<pre>${xml(safeText(unfit))}</pre>`}
${costs.join('\n')}
${unfit === undefined ? findingsOf(graded, pictures) : ''}
</section>`;
};

const rowOf = (item: PointsItem, told: string): string =>
  `<tr><th scope="row">${xml(titleOf(item))}</th><td>${item.part ?? ''}</td><td>${item.outcome}</td>${number(item.points)}${number(item.max)}<td><pre>${xml(told)}</pre></td></tr>`;

const number = (points: number): string => `<td class="number">${shortPoints(points)}</td>`;

const tableOf = (caption: string, titles: readonly string[], rows: readonly string[]): string =>
  `<table>
<caption>${xml(caption)}</caption>
<thead><tr>${titles.map((title) => `<th scope="col">${xml(title)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
