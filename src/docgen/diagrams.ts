/** The generated pages of the machine: its diagrams, how often each transition is taken, the ways of a command and a snapshot. */
import { type Config, configs } from '../../model/worlds/configs/index.ts';
import { clauses } from '../core/clauses.ts';
import { protocolWith } from '../core/extensions/index.ts';
import { raftMachine } from '../core/machine.ts';
import type { Chart } from '../diagram/chart.ts';
import type { Taken } from '../diagram/lines.ts';
import { drawChartMermaid } from '../diagram/mermaid.ts';
import { chartOf } from '../diagram/readMachine.ts';
import { drawChartSvg } from '../diagram/svg.ts';
import { conditionText } from '../diagram/words.ts';
import { drawMermaid } from '../trace/picture/mermaid.ts';
import { drawSvg } from '../trace/picture/svg.ts';
import { SpecError } from './clauses.ts';
import { boxes, boxOf, extensionBoxes, overviewOf, type PaperBox } from './diagram/raft.ts';
import { takenIn, takenInTorture } from './diagram/taken.ts';
import { clauseLink, type Generated, markdownText, pictureLink } from './generated.ts';
import { snapshotPath, writePath } from './path.ts';

const folder = 'docs/reference';

/** Pages and pictures of the machine. */
export const machinePages = async (): Promise<readonly Generated[]> => {
  const chart = chartOf(raftMachine);
  const counted = countTaken();
  const pictures = [
    ...(await picture('overview', 'The roles of a server', overviewOf(chart), false)),
    ...(await picture('machine', 'The machine of a server', chart, true)),
    ...(await Promise.all(boxes.map((box) => picture(box.name, box.title, boxOf(chart, box), true)))).flat(),
    ...(await Promise.all(extensionBoxes.map(pagePictures))).flat(),
    {
      path: `${folder}/diagrams/taken.svg`,
      text: await drawChartSvg(chart, {
        title: 'How often each transition is taken',
        hasActions: false,
        taken: sum(counted),
      }),
    },
  ];
  return [
    { path: `${folder}/diagrams.md`, text: diagramsPage(chart) },
    { path: `${folder}/transitions.md`, text: transitionsPage(chart, counted) },
    ...pictures,
  ];
};

const pageSection = (box: PaperBox): readonly string[] => {
  const chart = chartOf(protocolWith(box.extension && [box.extension]).machine);
  const title = `Optional page: ${box.name}`;
  return [
    `## ${title}`,
    '',
    pictureLink(`The roles of a server with ${box.name}`, `diagrams/${box.name}-overview.svg`),
    '',
    pictureLink(title, `diagrams/${box.name}.svg`),
    '',
    `Clauses: ${idsOf(boxOf(chart, box), box.prefix).map(clauseLink).join(', ')}. [Mermaid](diagrams/${box.name}.mmd)`,
    '',
  ];
};

/** An optional page: the roles with it, and what belongs to it. */
const pagePictures = async (box: PaperBox): Promise<readonly Generated[]> => {
  const chart = chartOf(protocolWith(box.extension && [box.extension]).machine);
  return [
    ...(await picture(`${box.name}-overview`, `The roles of a server with ${box.name}`, overviewOf(chart), false)),
    ...(await picture(box.name, box.title, boxOf(chart, box), true)),
  ];
};

/** How a command and a snapshot travel. */
export const pathPages = (): readonly Generated[] => {
  const paths = [
    { name: 'write-path', picture: writePath() },
    { name: 'snapshot-path', picture: snapshotPath() },
  ];
  return paths.flatMap(({ name, picture }) => [
    { path: `${folder}/diagrams/${name}.svg`, text: drawSvg(picture) },
    { path: `${folder}/diagrams/${name}.mmd`, text: drawMermaid(picture) },
  ]);
};

const picture = async (
  name: string,
  title: string,
  chart: Chart,
  hasActions: boolean,
): Promise<readonly Generated[]> => [
  { path: `${folder}/diagrams/${name}.svg`, text: await drawChartSvg(chart, { title, hasActions }) },
  {
    path: `${folder}/diagrams/${name}.mmd`,
    text: drawChartMermaid(chart, { hasActions, hasDescriptions: false }),
  },
];

const HEAD = '<!-- Generated from src/core/machine.ts by `npm run fix`. Do not edit. -->';

const diagramsPage = (chart: Chart): string => {
  const { states, transitions } = chart;
  const sections = boxes.flatMap((box) => [
    `## ${box.title}`,
    '',
    pictureLink(box.title, `diagrams/${box.name}.svg`),
    '',
    `Clauses: ${idsOf(boxOf(chart, box), box.prefix).map(clauseLink).join(', ')}. [Mermaid](diagrams/${box.name}.mmd)`,
    '',
  ]);
  return [
    HEAD,
    '',
    '# Diagrams of the machine',
    '',
    `A server is one xstate machine, [src/core/machine.ts](../../src/core/machine.ts): ${states.length - 1} roles and ${transitions.length} transitions. These pictures`,
    'are drawn from the machine that runs. On an arrow stands the event, the guard in brackets, the action behind a stroke, and the',
    'clauses that the transition cites. In a box stands what a role answers without leaving it. `always` has no event: it is taken as',
    'soon as its guard holds. Where a role has several answers to an event, a number says in which order their guards are asked; the first',
    'that holds is taken. An event that is `(forbidden)` does nothing. Who points at something sees it described.',
    '[How often each transition is taken](transitions.md) is counted apart.',
    '',
    '## The roles',
    '',
    pictureLink('The roles of a server', 'diagrams/overview.svg'),
    '',
    'In the boxes stand the events that a role answers without leaving it. [Mermaid](diagrams/overview.mmd)',
    '',
    ...sections,
    ...extensionBoxes.flatMap(pageSection),
    '## The way of a command',
    '',
    pictureLink('The way of a command', 'diagrams/write-path.svg'),
    '',
    `Drawn from a run, effect by effect: nothing is sent before what it depends on is on the disk (${clauseLink('ST-8')}), and the`,
    'client is answered when the entry is applied. [Mermaid](diagrams/write-path.mmd)',
    '',
    '## The way of a snapshot',
    '',
    pictureLink('The way of a snapshot', 'diagrams/snapshot-path.svg'),
    '',
    'A follower comes back with an empty disk, and the leader has thrown away what it would need. [Mermaid](diagrams/snapshot-path.mmd)',
    '',
    '## All of it',
    '',
    pictureLink('The machine of a server', 'diagrams/machine.svg'),
    '',
    '[Mermaid](diagrams/machine.mmd)',
    '',
  ].join('\n');
};

const idsOf = ({ transitions }: Chart, prefix: string): readonly (keyof typeof clauses)[] => {
  const cited = new Set(transitions.flatMap((transition) => transition.clauses));
  return (Object.keys(clauses) as (keyof typeof clauses)[]).filter((id) => id.startsWith(prefix) && cited.has(id));
};

/** How often each transition was taken somewhere. */
interface Counted {
  readonly name: string;
  readonly taken: Taken;
}

/** Larger worlds take their time, and show no other transitions. */
const WORLD_MAX = 400_000;

const TORTURE_RUNS = 40;

const countTaken = (): readonly Counted[] => [
  ...configs
    .filter(({ expected }) => expected.distinct <= WORLD_MAX)
    .map((config: Config) => ({ name: config.name, taken: takenIn(config) })),
  { name: 'torture', taken: takenInTorture(TORTURE_RUNS) },
];

const sum = (counted: readonly Counted[]): Taken => {
  const total: Record<string, number> = {};
  for (const { taken } of counted) {
    for (const [id, count] of Object.entries(taken)) total[id] = (total[id] ?? 0) + count;
  }
  return total;
};

/** Why a transition that is never taken is there all the same. */
const never: Readonly<Record<string, string>> = {
  'candidate.RequestVote.2': 'it has voted for itself in its term',
  'leader.RequestVote.2': 'it has voted for itself in its term',
  'leader.AppendEntries.2': 'two leaders of one term, which no correct server ever sees',
  'leader.InstallSnapshot.2': 'two leaders of one term, which no correct server ever sees',
};

const grouped = new Intl.NumberFormat('en-US');

const transitionsPage = (chart: Chart, counted: readonly Counted[]): string => {
  const total = sum(counted);
  const stale = Object.keys(never).find(
    (id) => total[id] !== undefined || !chart.transitions.some((one) => one.id === id),
  );
  if (stale !== undefined)
    throw new SpecError(`src/docgen/diagrams.ts: ${stale} is taken, or is none; take its reason away`);
  const rows = chart.transitions.map((transition) => {
    const { id, event, clauses: cited } = transition;
    const counts = counted.map(({ taken }) => (taken[id] === undefined ? '' : grouped.format(taken[id])));
    const reason = never[id];
    const mark = total[id] === undefined ? `**never**${reason === undefined ? '' : `: ${reason}`}` : '';
    const condition = conditionText(transition, chart.definitions);
    const what = condition === '' ? event : `${event} ${condition}`;
    return `| \`${id}\` | ${markdownText(what)} | ${cited.map((clause) => clauseLink(clause)).join(' ')} | ${counts.join(' | ')} | ${mark} |`;
  });
  return [
    HEAD,
    '',
    '# How often each transition is taken',
    '',
    'In the [bounded worlds](configurations.md) each different step of a server, that is a server and an event, counts once, however many',
    `worlds it happens in. In torture, seeds 1 to ${TORTURE_RUNS}, each step counts. What was never taken is marked, with the reason where the rules forbid it.`,
    '',
    pictureLink('The machine with counts', 'diagrams/taken.svg'),
    '',
    `| transition | event and guard | clauses | ${counted.map(({ name }) => name).join(' | ')} | |`,
    `|---|---|---|${counted.map(() => '--:').join('|')}|---|`,
    ...rows,
    '',
  ].join('\n');
};
