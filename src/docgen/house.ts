/** The page of the house: its rooms in one picture and in a table, from the table of rooms and their first files. */
import type { Chart, ChartState } from '../diagram/chart.ts';
import { drawChartSvg } from '../diagram/svg.ts';
import { SpecError } from './clauses.ts';
import { type Generated, pictureLink } from './generated.ts';
import { type AboutRoom, aboutRoom, arrowsBetween, type Room, readRooms, roomsFile } from './rooms.ts';

const folder = 'docs/concepts';

interface BuiltRoom extends Room, AboutRoom {
  readonly first: string;
}

/** The page and its picture. `read` gives the text of a file of the repository. */
export async function housePages(read: (path: string) => string): Promise<readonly Generated[]> {
  const rooms = readRooms(read(roomsFile));
  const built = rooms.flatMap((room) => builtRoom(room, read));
  const title = 'The rooms of the house';
  return [
    { path: `${folder}/the-house.md`, text: page(built, rooms) },
    { path: `${folder}/the-house.svg`, text: await drawChartSvg(chartOfRooms(built), { title, direction: 'DOWN' }) },
  ];
}

function builtRoom(room: Room, read: (path: string) => string): readonly BuiltRoom[] {
  const { name, first } = room;
  if (first === undefined) return [];
  const about = aboutRoom(name, read(first));
  if (!about) throw new SpecError(`${first}: has to open with "// Room ${name}. ... What may be touched here: ..."`);
  return [{ ...room, first, ...about }];
}

/** Who imports stands above what it imports. */
function chartOfRooms(rooms: readonly Room[]): Chart {
  const state = (id: string, parent: string | null): ChartState => ({
    id,
    uid: id,
    name: id,
    kind: parent === null ? 'compound' : 'atomic',
    parent,
    initial: null,
    history: null,
    description: '',
    tags: [],
    entry: [],
    exit: [],
    delays: [],
    invoke: [],
    meta: null,
  });
  const transitions = arrowsBetween(rooms).map(([source, target]) => ({
    id: `${source} ${target}`,
    source,
    targets: [target],
    kind: 'leads' as const,
    event: '',
    descriptor: '',
    place: 1,
    alternatives: 1,
    isShadowed: false,
    guard: null,
    actions: [],
    description: '',
    clauses: [],
    meta: null,
    reenters: false,
  }));
  return {
    name: 'house',
    definitions: { guards: {}, actions: {}, delays: {} },
    states: [state('', null), ...rooms.map(({ name }) => state(name, '')).reverse()],
    transitions,
  };
}

function page(built: readonly BuiltRoom[], rooms: readonly Room[]): string {
  return [
    '<!-- Generated from .config/rooms.json and the first file of each room by `npm run fix`. Do not edit. -->',
    '',
    '# The house',
    '',
    'The code stands in rooms. Each has one concern, says in the opening lines of its first file what may be touched there, and may',
    'import only what the arrows allow. So whoever changes a room knows what can depend on it, and whoever reads one knows what it',
    'can depend on.',
    '',
    pictureLink('The rooms of the house', 'the-house.svg'),
    '',
    'An arrow leads to what may be imported. Those that follow from others are left out: what a room may import, the rooms above it',
    'often may as well, and the table says it in full.',
    '',
    '## The rooms, from the ground up',
    '',
    '| Room | What it holds | What may be touched there | It may import |',
    '|---|---|---|---|',
    ...built.map(
      (room) =>
        `| ${linkTo(room)} | ${room.holds} [Begin here](../../${room.first}) | ${sentence(room.touch)} | ${importsOf(room, built)} |`,
    ),
    '',
    ...rooms.flatMap(({ name, shared }) => (shared === undefined ? [] : [wallsOf(name, shared), ''])),
    '## What an oracle shares with what it judges',
    '',
    'An oracle that leans on the code under check is blind where that code is. These rooms import nothing but types from `src/core`,',
    '`src/trace` and `src/cluster`, except for:',
    '',
    '| Room | Value | Why |',
    '|---|---|---|',
    ...rooms.flatMap(({ name, values = [] }) =>
      values.map(
        ({ of, names, because }) =>
          `| \`${name}\` | ${names.map((value) => `\`${value}\``).join(', ')} of \`${of}\` | ${sentence(because)}. |`,
      ),
    ),
    '',
    '## Rooms that are planned',
    '',
    'Their arrows are written down already, so that what comes first finds its place.',
    '',
    '| Room | What it will hold | It may import |',
    '|---|---|---|',
    ...rooms.flatMap((room) =>
      room.plan === undefined ? [] : [`| \`${room.name}\` | ${sentence(room.plan)} | ${importsOf(room, rooms)} |`],
    ),
    '',
    ...laws,
  ].join('\n');
}

const linkTo = ({ name }: Room): string => `[\`${name}\`](../../${name})`;

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

const wallsOf = (name: string, shared: string): string =>
  `Each folder in \`${name}\` is a room of its own: it imports no other of them but \`${shared}\`.`;

function importsOf({ imports }: Room, rooms: readonly Room[]): string {
  const names = rooms.map(({ name }) => name);
  const words = imports.flatMap((target) => {
    if (target === '**') return ['everything'];
    if (target === '*') return ['packages'];
    if (target === 'node:') return ['Node'];
    return names.includes(target) || !target.includes('/') || target.startsWith('@') ? [`\`${target}\``] : [];
  });
  return words.length === 0 ? 'nothing' : words.join(', ');
}

const laws = [
  '## What holds it up',
  '',
  'The rooms and their arrows are data, [.config/rooms.json](../../.config/rooms.json). [test/tidy](../../test/tidy) holds every',
  'import to them, refuses cycles, and keeps clock, dice and promises out of the pure rooms; each of these checks has a twin in which',
  'it fails. This page and its picture are made of the same data and of the opening lines of the first files.',
  '',
  '## Where does something new go?',
  '',
  '| What | Where |',
  '|---|---|',
  '| a rule of the figure | [add a clause](../guides/add-a-clause.md) |',
  '| a property | `spec/properties.md`, `model/properties` |',
  '| a bounded world | `model/worlds/configs` |',
  '| a mistake that somebody made | `model/mutants`, under the box that it breaks |',
  '| a fault of the network or the disk | `src/cluster` says what it does, `model/runs/torture` when it happens |',
  '| a form of output | `src/trace` for a run, `src/diagram` for a machine, `src/verify/report` for a verdict |',
  '| a verb | `src/cli`, for its flags and words; what it does, in a room below |',
  '',
];
