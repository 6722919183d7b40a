/** What `predict --json` prints: all that is asked of a run, with what is right, and what was answered. */
import type { Script } from '../../../model/runs/scenario/script.ts';
import type { LessonPart, LessonQuestion } from './lesson.ts';

/** The place of a choice in a line that somebody typed, from 0; undefined: it names none. */
export const placeIn = (line: string, { choices }: LessonQuestion): number | undefined => {
  const place = Number(line) - 1;
  return Number.isInteger(place) && place >= 0 && place < choices.length ? place : undefined;
};

/** The line that ends the questions. */
export const END = 'q';

/**
 * The document. Choices are counted from 1, as they are typed.
 *
 * @param lines what was typed: a line that is no answer is passed over, and the questions end with {@link END}, or with the lines
 */
export const documentOf = (script: Script, parts: readonly LessonPart[], lines: readonly string[]): object => {
  const places = answersTo(
    parts.flatMap(({ questions }) => questions),
    lines,
  );
  const questions = new Map(
    [...places].map(([question, place]) => [question, { ...question, right: question.right + 1, answer: place + 1 }]),
  );
  const told = parts.map((part) => ({
    ...part,
    questions: part.questions.map(
      (question) => questions.get(question) ?? { ...question, right: question.right + 1, answer: null },
    ),
  }));
  const { file, title, without } = script;
  return {
    ok: true,
    file,
    title,
    ...(without && { without: { clause: without.clause, defect: without.defect } }),
    asked: places.size,
    right: [...places].filter(([question, place]) => question.right === place).length,
    parts: told,
  };
};

/** By question, in order, the place of its answer: those that were answered. */
const answersTo = (
  questions: readonly LessonQuestion[],
  lines: readonly string[],
): ReadonlyMap<LessonQuestion, number> => {
  const answers = new Map<LessonQuestion, number>();
  for (const line of lines) {
    const question = questions[answers.size];
    if (!question || line === END) break;
    const place = placeIn(line, question);
    if (place !== undefined) answers.set(question, place);
  }
  return answers;
};
