/** Pictures of findings: of what a check of the wire found in a run, and of how a run ended that failed. */
import { clauses } from '../../core/clauses.ts';
import type { Picture } from '../../trace/picture/picture.ts';
import type { GradeFinding } from '../outcome.ts';
import { pictureOfEnd, pictureOfFinding } from './picture.ts';
import type { RunRecording } from './recorder.ts';

/** The finding with its picture, if there is one. */
export const withPicture = (finding: GradeFinding, picture: Picture | undefined): GradeFinding =>
  picture ? { ...finding, picture } : finding;

/**
 * What led to a breach.
 *
 * @param found What a check of the wire found, with the clause that it is told by.
 * @param check By which name it is told.
 */
export const breachPicture = (
  recording: RunRecording,
  found: Pick<GradeFinding, 'check' | 'clause' | 'because'>,
  check: string,
): Picture | undefined => {
  const { clause, because } = found;
  const rule = clause === undefined ? '' : ` ${clause} ${clauses[clause].title}`;
  const broken = clause === undefined ? because : `${clause} broken: ${because}`;
  return pictureOfFinding(recording, found.check, { title: `${check}:${rule}`, broken });
};

/** What led to a failure. */
export const failurePicture = (
  recording: RunRecording,
  { check, because }: Pick<GradeFinding, 'check' | 'because'>,
): Picture | undefined => pictureOfEnd(recording, { title: `${check} failed`, broken: because });
