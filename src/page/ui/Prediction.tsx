/** The panel that asks what a server will do, before the next step of a story is shown. */
import { useState } from 'preact/hooks';
import { type Question, questionsOf } from '../../trace/questions.ts';
import type { Frame } from '../session/frame.ts';
import type { History } from '../session/history.ts';
import { formatMove } from '../session/move.ts';
import { ClauseChip } from './Clauses.tsx';
import type { Explorer } from './explorer.ts';

/** What has been answered at a frame: another frame has other questions. */
interface Given {
  readonly frame: Frame;
  readonly answers: readonly number[];
}

/** What has been right in a session. */
interface Score {
  readonly history: History;
  readonly right: number;
  readonly asked: number;
}

/** Asks, if somebody wants to be asked, about the step that comes next. */
export const Prediction = ({ explorer }: { readonly explorer: Explorer }) => {
  const { history, frame } = explorer;
  const [isAsking, setAsking] = useState(false);
  const [given, setGiven] = useState<Given>({ frame, answers: [] });
  const [score, setScore] = useState<Score>({ history, right: 0, asked: 0 });
  const answers = given.frame === frame ? given.answers : [];
  const { right, asked } = score.history === history ? score : { right: 0, asked: 0 };
  const { following } = history;
  const questions = isAsking && following?.step ? questionsOf(following.step) : [];
  const answer = (question: Question, place: number): void => {
    setGiven({ frame, answers: [...answers, place] });
    setScore({ history, right: right + (place === question.right ? 1 : 0), asked: asked + 1 });
  };
  return (
    <section class="panel" aria-label="Prediction">
      <h2>Predict, then run</h2>
      <label>
        <input type="checkbox" checked={isAsking} onChange={() => setAsking(!isAsking)} /> Ask before each step of a
        story
      </label>
      {questions.length > 0 && following?.by && <p class="line">{formatMove(following.by.move)}</p>}
      {questions.slice(0, answers.length + 1).map((question, place) => (
        <Asked
          key={question.asked}
          explorer={explorer}
          question={question}
          answer={answers[place]}
          onAnswer={(choice) => answer(question, choice)}
        />
      ))}
      {asked > 0 && (
        <p role="status">
          {right} of {asked} right
        </p>
      )}
    </section>
  );
};

interface AskedProps {
  readonly explorer: Explorer;
  readonly question: Question;
  /** undefined: not yet. */
  readonly answer: number | undefined;
  readonly onAnswer: (choice: number) => void;
}

const Asked = ({ explorer, question: { asked, choices, right, clauses }, answer, onAnswer }: AskedProps) => (
  <fieldset>
    <legend>{asked}?</legend>
    {answer === undefined ? (
      choices.map((choice, place) => (
        <button type="button" key={choice} onClick={() => onAnswer(place)}>
          {choice}
        </button>
      ))
    ) : (
      <p class="chips">
        {answer === right ? 'Right: ' : 'Wrong: it is '}
        {choices[right]}{' '}
        {clauses.map((id) => (
          <ClauseChip key={id} explorer={explorer} id={id} />
        ))}
      </p>
    )}
  </fieldset>
);
