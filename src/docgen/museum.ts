/** The page of the museum: bugs of real projects, each with its report, its clause, and a run of the defect that stands for it. */
import {
  clauseOfExhibit,
  defectOf,
  type Exhibit,
  exhibits,
  experimentPicture,
  nameOfReport,
  playExperiment,
  scriptOfExhibit,
} from '../../model/experiments/index.ts';
import { type Mutant, mutants } from '../../model/mutants/index.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import { clauses } from '../core/clauses.ts';
import { slugOf } from '../text/slug.ts';
import { drawSvg } from '../trace/picture/svg.ts';
import { clauseLink, type Generated, pictureLink } from './generated.ts';

const folder = 'docs/reference';

const path = `${folder}/museum.md`;

/**
 * The page and its pictures.
 *
 * @param read the text of a script, by its path
 */
export const museumPages = (read: (file: string) => string): readonly Generated[] => {
  const shown = exhibits.map((exhibit) => show(exhibit, read));
  const text = [
    '<!-- Generated from model/experiments/museum.ts by `npm run fix`. Do not edit. -->',
    '',
    '# A museum of real bugs',
    '',
    'Bugs that real projects had, each retold from its public report, with the clause that it breaks and a run in which it does harm.',
    'The run is not theirs: a seeded defect of [the kill matrix](kill-matrix.md) stands for the bug, the shipped Raft with one rule replaced, and a script plays it on a',
    'small cluster. The same commands on servers that have the rule violate nothing. `figure2 without A46` plays one in the terminal.',
    '',
    `${shown.length} exhibits, in the order of the clauses. What a project did about a report is told where the report says so, and only there.`,
    '',
    '| Bug | Reported to | Clause | What goes wrong |',
    '|---|---|---|---|',
    ...shown.map(
      ({ exhibit, heading, title, harm }) =>
        `| [${title}](#${slugOf(heading)}) | ${reportLink(exhibit.report)} | ${clauseLink(clauseOfExhibit(exhibit))} | ${harm} |`,
    ),
    '',
    ...shown.flatMap(({ section }) => section),
    ...heldOutSection(),
  ];
  return [
    { path, text: text.join('\n') },
    ...shown.flatMap(({ exhibit, svg }) =>
      svg === undefined ? [] : [{ path: `${folder}/${pictureOf(exhibit)}`, text: svg }],
    ),
  ];
};

interface ShownExhibit {
  readonly exhibit: Exhibit;
  readonly heading: string;
  readonly title: string;
  readonly harm: string;
  readonly section: readonly string[];
  /** Its picture, unless the page of the experiments has it. */
  readonly svg?: string;
}

const pictureOf = ({ defect, experiment }: Exhibit): string =>
  experiment === undefined ? `museum/${defect}.svg` : `experiments/${experiment}.svg`;

const show = (exhibit: Exhibit, read: (file: string) => string): ShownExhibit => {
  const { defect, report, reported, told, experiment } = exhibit;
  const file = scriptOfExhibit(exhibit);
  const script = parseScript(file, read(file));
  const played = playExperiment(script, (id) => defectOf(id)?.protocol);
  const found = defectOf(defect);
  if (!found) throw new Error(`${file}: there is no defect ${defect}`);
  const heading = `${defect}: ${script.title}`;
  const clause = clauseOfExhibit(exhibit);
  const fallen = [...new Set(played.falls.map(({ property }) => clauseLink(property)))].join(', ');
  return {
    exhibit,
    heading,
    title: script.title,
    harm: fallen === '' ? (played.repeats ? 'it goes on for ever' : 'it ends elsewhere') : fallen,
    ...(experiment === undefined && { svg: drawSvg(experimentPicture(script, played, found.protocol)) }),
    section: [
      `## ${heading}`,
      '',
      `${reportLink(report)}, ${reported}. ${told}`,
      '',
      `Against ${clauseLink(clause)} ${clauses[clause].title}. The defect \`${defect}\`: ${found.title}. Script: [${file.slice(file.lastIndexOf('/') + 1)}](../../${file}), played by \`figure2 without ${defect}\`.`,
      '',
      pictureLink(heading, pictureOf(exhibit)),
      '',
    ],
  };
};

const reportLink = (report: string): string => {
  const name = nameOfReport(report);
  if (!name) throw new Error(`the museum: ${report} is not the address of an issue or a pull request`);
  return `[${name.project} #${name.number}](${report})`;
};

/** Those that a script would spoil: nothing is written for them, so that they measure what finds them. */
const heldOutSection = (): readonly string[] => {
  const heldOut = mutants.filter((mutant): mutant is Mutant & { source: string } => mutant.source !== undefined);
  return [
    '## Not shown',
    '',
    `${heldOut.length} more defects stand for reports, and have no run here: nothing is written for them, so that they measure what finds bugs of which nobody has thought.`,
    'The [kill matrix](kill-matrix.md) says who does.',
    '',
    '| Defect | Reported to | Clause |',
    '|---|---|---|',
    ...heldOut.map(({ title, source, clause }) => `| ${title} | ${reportLink(source)} | ${clauseLink(clause)} |`),
    '',
  ];
};
