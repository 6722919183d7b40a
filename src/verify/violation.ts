/** A violation as a check reports it: explained, with where its trace is kept and how to see it again. */
import type { Cause, ExplainedRun, Explanation } from '../trace/explanation.ts';
import { pictureOf } from '../trace/picture/picture.ts';
import { drawTerminal } from '../trace/picture/terminal.ts';
import type { Counterexample, Violation } from '../trace/recording.ts';

/** A violation, explained, and how to see it again. */
export interface ReportedViolation {
  readonly explanation: Explanation;
  /** The trace file; null: it could not be written, or there is no trace. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

/** A violation as `--json` prints it. */
export interface ViolationDocument extends Violation, Pick<Counterexample, 'foundBy' | 'uncut'> {
  /** The trace, cut to what matters. */
  readonly lines: readonly string[];
  /** Who did what, and what it should have been; null: no single step did it. */
  readonly telling: Cause | null;
  /** The space-time diagram, line by line. */
  readonly diagram: readonly string[];
  /** The trace file; null: it could not be written. */
  readonly file: string | null;
  /** The command that shows it again. */
  readonly replay: string;
}

export const violationDocument = ({ explanation, file, replay }: ReportedViolation): ViolationDocument => {
  const { violation, foundBy, uncut, trace, cause } = explanation;
  const lines = trace.map(({ line }) => line);
  return { ...violation, foundBy, uncut, lines, telling: cause, diagram: diagramLines(explanation), file, replay };
};

/** The space-time diagram of the run, line by line; none where a goal was missed. */
export const diagramLines = (explained: ExplainedRun): readonly string[] =>
  explained.steps.length === 0 ? [] : drawTerminal(pictureOf(explained)).split('\n');
