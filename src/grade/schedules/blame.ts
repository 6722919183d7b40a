/** Tells what a program throws from what a schedule throws, so that no mistake of ours is laid to a submission. */
import type { Subject, SubjectProgram } from '../../../model/runs/labs/index.ts';

/** A server of the program has thrown something, in one sentence. */
export class SubjectThrew extends Error {}

const blaming = <T>(call: () => T): T => {
  try {
    return call();
  } catch (error) {
    throw new SubjectThrew(error instanceof Error ? error.message : String(error));
  }
};

/** The same program. What its servers throw is a `SubjectThrew`. */
export const blamedProgram =
  (program: SubjectProgram): SubjectProgram =>
  (run) => {
    const boot = blaming(() => program(run));
    return (server, saved, host) => blamedSubject(blaming(() => boot(server, saved, host)));
  };

const blamedSubject = (subject: Subject): Subject => ({
  start: (command) => blaming(() => subject.start(command)),
  state: () => blaming(() => subject.state()),
  snapshot: (index, data) => {
    blaming(() => subject.snapshot(index, data));
  },
  deliver: (packet) => {
    blaming(() => subject.deliver(packet));
  },
  ...(subject.unanswered && {
    unanswered: (to: number, call: number) => blaming(() => subject.unanswered?.(to, call)),
  }),
  advance: (untilMs) => {
    blaming(() => subject.advance(untilMs));
  },
  crash: () => {
    blaming(() => subject.crash());
  },
  crashWithin: (outputs) => {
    blaming(() => subject.crashWithin(outputs));
  },
});
