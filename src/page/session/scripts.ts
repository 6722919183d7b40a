/** Golden scripts as sessions of the explorer. */

import { actionsOf } from '../../../model/counterexample/replay.ts';
import { playExperiment } from '../../../model/experiments/index.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { clusterOf, type Script, type Statement } from '../../../model/runs/scenario/script.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Message, ServerId } from '../../core/types.ts';
import type { Setting } from '../../trace/recording.ts';
import { formatMove } from './move.ts';

/** A place in a script. */
export interface Chapter {
  /** What its comment says, on one line. */
  readonly title: string;
  /** So many moves have been made when it begins. */
  readonly at: number;
}

/** A script, played, as the explorer takes it. */
export interface PlayedScript {
  readonly name: string;
  readonly title: string;
  /** The comment at its head, line by line: often a drawing. */
  readonly text: readonly string[];
  readonly setting: Setting;
  /** The defect whose rules an experiment goes by. Left out: the shipped rules. */
  readonly defect?: string;
  /** Lines of moves. */
  readonly moves: readonly string[];
  readonly chapters: readonly Chapter[];
}

/**
 * @param defective the rules of a defect by its id, for experiments
 * @throws ScriptError when the script can't be played.
 */
export const playScript = (
  name: string,
  script: Script,
  defective: (id: string) => Protocol | undefined = () => undefined,
): PlayedScript => {
  const { ids, statements, title, without } = script;
  const { trace, places } = without ? playExperiment(script, defective) : runScript(script);
  const moves: string[] = [];
  const chapters: Chapter[] = [];
  const head = statements.findIndex(({ command }) => command !== undefined);
  for (const [place, statement] of statements.entries()) {
    const steps = trace.slice(places[place - 1] ?? 0, places[place] ?? 0);
    if (place > head && isChapter(statement, statements[place - 1])) {
      chapters.push({ title: chapterTitle(statements.slice(place)), at: moves.length });
    }
    moves.push(...linkMoves(statement, ids, statements.slice(0, place)));
    // a cut link loses what is on it, so that the losses need no moves of their own
    const isCut = cutBy(statements.slice(0, place + 1), ids);
    const actions = actionsOf(steps.map(({ line }) => line));
    moves.push(...actions.filter((action) => action.type !== 'lose' || !isCut(action.message)).map(formatMove));
  }
  return {
    name,
    title,
    moves,
    chapters,
    text: statements.slice(1, head).map(({ text }) => text.replace(/^# ?/, '')),
    setting: clusterOf(script),
    ...(without && { defect: without.defect }),
  };
};

const isComment = (statement: Statement | undefined): boolean => statement?.text.startsWith('#') ?? false;

const isChapter = (statement: Statement, before: Statement | undefined): boolean =>
  isComment(statement) && !isComment(before);

/** The first sentence of a comment. */
const chapterTitle = (statements: readonly Statement[]): string => {
  const end = statements.findIndex((statement) => !isComment(statement));
  const lines = statements.slice(0, end === -1 ? undefined : end).map(({ text }) => text.replace(/^# ?/, ''));
  const [sentence = ''] = lines.join(' ').split(/(?<=\.) /, 1);
  return sentence.trim();
};

/** `cut` and `heal` of the script, link by link; a cut takes the place of the one before it. */
const linkMoves = ({ command }: Statement, ids: readonly ServerId[], earlier: readonly Statement[]): string[] => {
  if (command?.type !== 'cut' && command?.type !== 'heal') return [];
  const last = earlier.findLast((statement) => ['cut', 'heal'].includes(statement.command?.type ?? ''))?.command;
  const [before, after] = [last, command].map((one) => linksBetween(one?.type === 'cut' ? one.sides : [], ids));
  return [
    ...minus(before, after).map((link) => link.replace(' ', ' heal ')),
    ...minus(after, before).map((link) => link.replace(' ', ' cut ')),
  ];
};

/** Is the link of a message cut after these statements? */
const cutBy = (statements: readonly Statement[], ids: readonly ServerId[]): ((message: Message) => boolean) => {
  const last = statements.findLast((statement) => ['cut', 'heal'].includes(statement.command?.type ?? ''))?.command;
  const links = linksBetween(last?.type === 'cut' ? last.sides : [], ids);
  return ({ from, to }) => links.includes(`${from} ${to}`) || links.includes(`${to} ${from}`);
};

const minus = (all: readonly string[] = [], some: readonly string[] = []): readonly string[] =>
  all.filter((link) => !some.includes(link));

/** The links that lead from one side to another, as `S1 S2`. */
const linksBetween = (sides: readonly (readonly ServerId[])[], ids: readonly ServerId[]): readonly string[] => {
  const sideOf = (id: ServerId): number => sides.findIndex((side) => side.includes(id));
  return ids.flatMap((one, place) =>
    ids.slice(place + 1).flatMap((other) => (sideOf(one) === sideOf(other) ? [] : [`${one} ${other}`])),
  );
};
