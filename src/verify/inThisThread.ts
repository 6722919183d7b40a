/** The parts of a check, done where they are asked for, with a protocol that is at hand. */
import { explain, tellUncut } from '../../model/counterexample/explanation.ts';
import type { Protocol } from '../core/protocol.ts';
import type { AnyPart, Asking, JobName } from './part.ts';
import { exploreConfig } from './parts/exhaustive.ts';
import { watchLab } from './parts/labs.ts';
import { random } from './parts/random.ts';
import { torture } from './parts/torture.ts';

/** What does a job where it is asked for. */
type Jobs = Readonly<Record<JobName, (task: never, protocol: Protocol) => unknown>>;

const jobs: Jobs = { watchLab, exploreConfig, torture, random, tellUncut, explain };

/** Has the parts done one task after another, in this thread. */
export const inThisThread = <Outcome>(asking: Asking<Outcome>, protocol: Protocol): Outcome => {
  let asked = asking.next([]);
  while (!asked.done) asked = asking.next(resultsHere(asked.value, protocol));
  return asked.value;
};

const resultsHere = (
  { job, taskAt, isLast, isOver, onTask, onResult }: AnyPart,
  protocol: Protocol,
): readonly unknown[] => {
  const results: unknown[] = [];
  while (!isOver()) {
    const task = taskAt(results.length);
    if (!task) break;
    onTask?.(task);
    const result = jobs[job](task as never, protocol);
    results.push(result);
    onResult?.(result);
    if (isLast(result)) break;
  }
  return results;
};
