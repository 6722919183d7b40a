/** The page of the experiments: what goes wrong without each rule, as the clause tells it and as a run shows it. */
import { defectOf, experimentPicture, playExperiment } from '../../model/experiments/index.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import { type ClauseId, clauseIds, clauses } from '../core/clauses.ts';
import { slugOf } from '../text/slug.ts';
import { drawSvg } from '../trace/picture/svg.ts';
import { clauseLink, type Generated, pictureLink } from './generated.ts';
import type { ScenarioFile } from './scenarios.ts';

const folder = 'docs/reference';

export const experimentsPath = `${folder}/experiments.md`;

/** The heading of an experiment, as a link from the same folder. */
export const experimentAnchor = (id: string): string => `experiments.md#${slugOf(headingOf(id))}`;

const headingOf = (id: string): string => `Without ${id}`;

/**
 * The page and its pictures.
 *
 * @param files the scripts, named by their clauses
 * @param closings the last line of each clause: what goes wrong without it, or its reason
 */
export const experimentPages = (
  files: readonly ScenarioFile[],
  closings: Readonly<Record<string, string>>,
): readonly Generated[] => {
  const played = clauseIds.flatMap((id) => {
    const file = files.find(({ name }) => name === id);
    return file ? [play(id, file, closings[id] ?? '')] : [];
  });
  const head = [
    '<!-- Generated from spec/experiments by `npm run fix`. Do not edit. -->',
    '',
    '# Experiments: what goes wrong without a rule',
    '',
    `Each clause says in one sentence what goes wrong without it. Here ${played.length} of these sentences happen: a script plays the run on servers that lack`,
    'the rule, and says which property is violated, by which server, at which step; the same commands on servers that have the rule violate nothing.',
    '`figure2 without RV-2` plays one in the terminal, `figure2 explore --ui` on a page.',
    '',
    '| Without | What is left out | What goes wrong |',
    '|---|---|---|',
    ...played.map(({ id, title, harm }) => `| [${id}](#${slugOf(headingOf(id))}) | ${title} | ${harm} |`),
    '',
  ];
  return [
    { path: experimentsPath, text: [...head, ...played.flatMap(({ section }) => section)].join('\n') },
    ...played.map(({ id, svg }) => ({ path: `${folder}/experiments/${id}.svg`, text: svg })),
  ];
};

interface PlayedExperiment {
  readonly id: ClauseId;
  readonly title: string;
  readonly harm: string;
  readonly section: readonly string[];
  readonly svg: string;
}

const play = (id: ClauseId, { text }: ScenarioFile, closing: string): PlayedExperiment => {
  const file = `spec/experiments/${id}.raft`;
  const script = parseScript(file, text);
  const experiment = playExperiment(script, (defect) => defectOf(defect)?.protocol);
  const { defect } = experiment.without;
  const found = defectOf(defect);
  if (!found) throw new Error(`${file}: there is no defect ${defect}`);
  const { falls, repeats } = experiment;
  const otherwise = repeats ? 'it goes on for ever' : 'it ends elsewhere';
  const harm =
    falls.length > 0 ? [...new Set(falls.map(({ property }) => clauseLink(property)))].join(', ') : otherwise;
  return {
    id,
    title: script.title,
    harm,
    svg: drawSvg(experimentPicture(script, experiment, found.protocol)),
    section: [
      `## ${headingOf(id)}`,
      '',
      `${clauseLink(id)} ${clauses[id].title}`,
      '',
      `> ${closing}`,
      '',
      `Left out by the defect \`${defect}\`: ${found.title}. Script: [${id}.raft](../../${file})`,
      '',
      pictureLink(`${headingOf(id)}: ${script.title}`, `experiments/${id}.svg`),
      '',
    ],
  };
};
