/** Situations to begin with. */
import { data } from 'virtual:figure2';
import { formatMove, parseMove, type TimedMove } from '../session/move.ts';
import { freshSituation, type Situation } from '../session/situation.ts';
import type { Story } from '../session/stories.ts';

export interface ReadyMade {
  readonly group: string;
  readonly title: string;
  readonly open: () => Situation;
}

const servers = (count: number): readonly string[] => Array.from({ length: count }, (_, place) => `S${place + 1}`);

const fresh = (count: number): ReadyMade => {
  const situation = freshSituation(servers(count), 7);
  return { group: 'From the beginning', title: situation.title, open: () => situation };
};

const movesOf = ({ moves }: Story): readonly TimedMove[] =>
  moves.map((line) => {
    const move = parseMove(line);
    if (!move.ok) throw new Error(`${line}: ${move.because}`);
    return move.value;
  });

const situationOf = (story: Story, title: string, at: number): Situation => ({
  title,
  setting: story.setting,
  mutant: null,
  seed: 1,
  moves: movesOf(story),
  at,
});

/** The golden script of that name, at a place in it. */
const scriptAt = (group: string, name: string, title: string, atOf: (story: Story) => number): ReadyMade => ({
  group,
  title,
  open: () => {
    const story = storyNamed(name);
    return situationOf(story, title, atOf(story));
  },
});

const storyNamed = (name: string): Story => {
  const found = data.stories.find((story) => story.name === name);
  if (!found) throw new Error(`there is no golden script ${name}`);
  return found;
};

/** The story that a situation tells: that of a golden script, if its moves are. */
export const storyOf = ({ title, moves }: Situation): Story | undefined => {
  const name = named.find((ready) => ready.title === title)?.name;
  const story = data.stories.find((one) => one.title === title || one.name === name);
  const isTold = story?.moves.every((line, place) => {
    const made = moves[place];
    return made !== undefined && formatMove(made.move) === line;
  });
  return isTold ? story : undefined;
};

/** Where the servers have started, and nothing else has happened. */
const start = ({ setting }: Story): number => setting.servers.length;

/** Where the chapter ends that begins like this; a crash that ends it is left for who plays, so that there is a leader to see. */
const endOf =
  (beginning: string) =>
  ({ chapters, moves }: Story): number => {
    const place = chapters.findIndex(({ title }) => title.startsWith(beginning));
    const end = chapters[place + 1]?.at ?? moves.length;
    return moves[end - 1]?.endsWith(' crash') ? end - 1 : end;
  };

const FIGURE_8 = [
  ...['(a)', '(b)', '(c)', '(d)'].map((part) => ({ part, name: 'figure-8-d' })),
  { part: '(e)', name: 'figure-8-e' },
];

const named = [
  { name: 'first-election', title: 'An election', group: 'To watch', atOf: start },
  { name: 'split-vote', title: 'A split vote', group: 'To watch', atOf: start },
  { name: 'leader-isolated', title: 'A partitioned leader', group: 'To watch', atOf: start },
  { name: 'snapshot-three-chunks', title: 'A snapshot install', group: 'To watch', atOf: start },
  { name: 'figure-7', title: 'Figure 7', group: 'Figures of the paper', atOf: start },
  ...FIGURE_8.map(({ part, name }) => ({
    name,
    title: `Figure 8 ${part}`,
    group: 'Figures of the paper',
    atOf: endOf(part),
  })),
];

/** What there is in one click: the figures, and what everybody wants to see first. */
export const shortcuts: readonly string[] = named.map(({ title }) => title);

export const readyMade: readonly ReadyMade[] = [
  ...[3, 5, 4, 7].map(fresh).sort((a, b) => a.title.localeCompare(b.title)),
  ...named.map(({ group, name, title, atOf }) => scriptAt(group, name, title, atOf)),
  ...data.stories.map(({ name, title }) => scriptAt('Golden scripts', name, title, start)),
];
