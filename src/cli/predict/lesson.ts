/** A golden script as a lesson: its story and its steps, each with what can be asked before it is shown. */
import { runScript } from '../../../model/runs/scenario/runner.ts';
import type { Script, Statement } from '../../../model/runs/scenario/script.ts';
import { protocolWith } from '../../core/extensions/index.ts';
import type { Protocol } from '../../core/protocol.ts';
import { formatServer } from '../../trace/grammar.ts';
import type { Observation } from '../../trace/observation.ts';
import { type Question, questionsOf, sameQuestion } from '../../trace/questions.ts';

/** A question, and what would be right by the rule, where an experiment leaves it out. */
export interface LessonQuestion extends Question {
  /** Left out: the same. */
  readonly byTheRule?: string;
}

/** What is shown next. */
export interface LessonPart {
  /** What the script says at this point, line by line. */
  readonly story: readonly string[];
  /** What happens, if something does. */
  readonly action?: string;
  /** The server to which it happens, as it stands before. */
  readonly before?: string;
  readonly questions: readonly LessonQuestion[];
  /** What came of it. */
  readonly outcome?: string;
}

/**
 * The parts of a script, in order.
 *
 * @param protocol the rules by which it is played; the shipped ones, or those of the defect that an experiment names
 */
export const lessonOf = (script: Script, protocol: Protocol): readonly LessonPart[] => {
  const observed = new Map<number, Observation>();
  const { trace, places } = runScript(script, {
    protocol,
    judge: {
      broken: (observation, _disk, place) => {
        observed.set(place, observation);
        return undefined;
      },
    },
    impossible: () => [],
  });
  const rule = protocolWith(script.extensions);
  const asked = new Map<string, number>();
  const isNew = ({ kind }: Question): boolean => {
    const times = asked.get(kind) ?? 0;
    asked.set(kind, times + 1);
    return times < ALIKE_MAX;
  };
  const partOf = (line: string, step: Observation | undefined): LessonPart => ({
    story: [],
    action: line,
    questions: step
      ? questionsOf(step)
          .filter(isNew)
          .map((question) => withRule(question, step, rule))
      : [],
    ...(step && { before: `${step.id} ${formatServer(step.before)}`, outcome: outcomeOf(step) }),
  });
  return withLateStories(script.statements, (statement, index) => {
    if (isQuick(statement)) return [{ story: ['All that is in flight arrives.'], questions: [] }];
    const from = places[index - 1] ?? 0;
    return trace.slice(from, places[index]).map(({ line }, place) => partOf(line, observed.get(from + place)));
  });
};

/** So many questions of a kind are asked in a lesson. */
const ALIKE_MAX = 2;

/** A comment tells what the commands below it do: it comes after them, and only that of the head before all others. */
const withLateStories = (
  statements: readonly Statement[],
  partsOf: (statement: Statement, index: number) => readonly LessonPart[],
): readonly LessonPart[] => {
  const parts: LessonPart[] = [];
  const head = statements.findIndex(({ command }) => command !== undefined);
  let story: readonly string[] = [];
  const tell = (): void => {
    if (story.length > 0) parts.push({ story, questions: [] });
    story = [];
  };
  for (const [index, statement] of statements.entries()) {
    const isComment = statement.text.startsWith('#');
    if (isComment && !statements[index - 1]?.text.startsWith('#')) tell();
    if (isComment && index > 0) story = [...story, statement.text.replace(/^# ?/, '')];
    if (index === head) tell();
    if (statement.command && !isBeforeTheStory(statement)) parts.push(...partsOf(statement, index));
  }
  tell();
  return parts;
};

const isBeforeTheStory = ({ command }: Statement): boolean =>
  command !== undefined && ['without', 'cluster', 'disk'].includes(command.type);

const isQuick = ({ command }: Statement): boolean => command?.type === 'settle' && command.isQuiet;

const outcomeOf = ({ after, crashed, fired }: Observation): string =>
  `${crashed ? 'down' : formatServer(after)} [${fired.join(' ')}]`;

const withRule = (question: Question, step: Observation, rule: Protocol): LessonQuestion => {
  const { server, effects, fired } = rule.step(step.before, step.event);
  const same = sameQuestion(question, questionsOf({ ...step, after: server, effects, fired }));
  const byTheRule = same?.choices[same.right];
  const isSame = byTheRule === undefined || byTheRule === question.choices[question.right];
  return isSame ? question : { ...question, byTheRule };
};
