/** Sessions to begin with. */
import { data } from 'virtual:figure2';
import { type Exhibit, exhibits, nameOfReport } from '../../../model/experiments/index.ts';
import { formatMove, parseMove, type TimedMove } from '../session/move.ts';
import { newSession, type PlaySession } from '../session/playSession.ts';
import type { PlayedScript } from '../session/scripts.ts';

export interface ReadyMade {
  readonly group: string;
  readonly title: string;
  readonly open: () => PlaySession;
}

const servers = (count: number): readonly string[] => Array.from({ length: count }, (_, place) => `S${place + 1}`);

const fresh = (count: number): ReadyMade => {
  const session = newSession(servers(count), 7);
  return { group: 'From the beginning', title: session.title, open: () => session };
};

const movesOf = ({ moves }: PlayedScript): readonly TimedMove[] =>
  moves.map((line) => {
    const move = parseMove(line);
    if (!move.ok) throw new Error(`${line}: ${move.because}`);
    return move.value;
  });

const sessionOfScript = (script: PlayedScript, title: string, at: number): PlaySession => ({
  title,
  setting: script.setting,
  mutant: script.defect ?? null,
  seed: 1,
  moves: movesOf(script),
  at,
});

/** The golden script of that name, at a place in it. */
const scriptAt = (group: string, name: string, title: string, atOf: (script: PlayedScript) => number): ReadyMade => ({
  group,
  title,
  open: () => {
    const script = scriptNamed(name);
    return sessionOfScript(script, title, atOf(script));
  },
});

const scriptNamed = (name: string): PlayedScript => {
  const found = data.scripts.find((script) => script.name === name);
  if (!found) throw new Error(`there is no golden script ${name}`);
  return found;
};

const scriptOfBug = ({ defect, experiment }: Exhibit): PlayedScript => {
  const name = experiment ?? defect;
  const found = [...data.museum, ...data.experiments].find((script) => script.name === name);
  if (!found) throw new Error(`there is no script ${name}`);
  return found;
};

/** The golden script that a session plays, if its moves are those of one. */
export const scriptOf = ({ title, moves }: PlaySession): PlayedScript | undefined => {
  const name = named.find((ready) => ready.title === title)?.name;
  const script = data.scripts.find((one) => one.title === title || one.name === name);
  const isTold = script?.moves.every((line, place) => {
    const made = moves[place];
    return made !== undefined && formatMove(made.move) === line;
  });
  return isTold ? script : undefined;
};

/** Where the servers have started, and nothing else has happened. */
const start = ({ setting }: PlayedScript): number => setting.servers.length;

/** Where the chapter ends that begins like this; a crash that ends it is left for who plays, so that there is a leader to see. */
const endOf =
  (beginning: string) =>
  ({ chapters, moves }: PlayedScript): number => {
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
  ...data.scripts.map(({ name, title }) => scriptAt('Golden scripts', name, title, start)),
  ...data.experiments.map((script) => {
    const title = `Without ${script.name}: ${script.title}`;
    return { group: 'Without a rule', title, open: () => sessionOfScript(script, title, start(script)) };
  }),
  ...exhibits.map((exhibit) => {
    const script = scriptOfBug(exhibit);
    const title = `${nameOfReport(exhibit.report)?.project ?? ''}: ${script.title}`;
    return { group: 'Bugs of real projects', title, open: () => sessionOfScript(script, title, start(script)) };
  }),
];
