/** The gallery of golden scenarios: each as a space-time diagram, with its story. */
import { countSteps, stepsOf } from '../../model/counterexample/steps.ts';
import { type Run, runScript } from '../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript, type Script } from '../../model/runs/scenario/script.ts';
import { slugOf } from '../text/slug.ts';
import { logPanels } from '../trace/picture/logs.ts';
import { pictureOf } from '../trace/picture/picture.ts';
import { drawSvg } from '../trace/picture/svg.ts';
import { clauseLink, type Generated, pictureLink } from './generated.ts';

/** A script as it stands in the repository. */
export interface ScenarioFile {
  /** The file's name without `.raft`. */
  readonly name: string;
  readonly text: string;
}

const folder = 'docs/reference';
const scripts = 'test/scenarios';

export const scenarioPages = (files: readonly ScenarioFile[]): readonly Generated[] => {
  const played = files.map(({ name, text }) => ({ name, ...play(parseScript(`${scripts}/${name}.raft`, text)) }));
  return [
    { path: `${folder}/scenarios.md`, text: page(played) },
    ...played.map(({ name, svg }) => ({ path: `${folder}/scenarios/${name}.svg`, text: svg })),
  ];
};

interface Played {
  readonly name: string;
  readonly script: Script;
  readonly fired: readonly string[];
  readonly svg: string;
}

const play = (script: Script): Omit<Played, 'name'> => {
  const { title } = script;
  const run = runScript(script);
  const setting = clusterOf(script);
  const { steps } = stepsOf({ setting, trace: run.trace });
  const picture = pictureOf({ setting, steps, cause: null });
  const panels = [
    ...(picture.panels ?? []),
    ...logPanels(script.ids, steps, [...endsOfChapters(script, run), steps.length]),
  ];
  return { script, fired: [...run.fired].sort(byNumber), svg: drawSvg({ ...picture, title, panels }) };
};

/** The steps after which a comment begins that is a part of a figure of the paper: `(a)`, `(b)`. */
const endsOfChapters = ({ statements }: Script, { places, trace }: Run): readonly number[] => {
  const stepsBefore = (place: number): number => countSteps(trace.slice(0, places[place - 1] ?? 0));
  return statements.flatMap(({ text }, place) => (/^# \([a-z]\)/.test(text) ? [stepsBefore(place)] : []));
};

const byNumber = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

const page = (played: readonly Played[]): string =>
  [
    '<!-- Generated from test/scenarios by `npm run fix`. Do not edit. -->',
    '',
    '# Scenarios',
    '',
    `The ${played.length} golden scripts of [test/scenarios](../../test/scenarios), each as a space-time diagram: a line for each server, time downwards, messages`,
    'between the lines. They are drawn from a run of the scripts. `figure2 explore --ui` plays them move by move.',
    '',
    ...played.map(({ script }) => `- [${script.title}](#${slugOf(script.title)})`),
    '',
    ...played.flatMap(section),
  ].join('\n');

const section = ({ name, script, fired }: Played): readonly string[] => [
  `## ${script.title}`,
  '',
  ...storyOf(script),
  `Clauses that act: ${fired.map(clauseLink).join(', ')}. Script: [${name}.raft](../../${scripts}/${name}.raft)`,
  '',
  pictureLink(script.title, `scenarios/${name}.svg`),
  '',
];

/** The comment below the title; it may be a drawing, and keeps its lines. */
const storyOf = ({ statements }: Script): readonly string[] => {
  const head = statements.findIndex(({ command }) => command !== undefined);
  const lines = statements.slice(1, head).map(({ text }) => text.replace(/^# ?/, ''));
  const text = lines.join('\n').trim();
  return text === '' ? [] : ['```text', text, '```', ''];
};
