/** Something done around each call of a program that is tested, whatever the call is. */
import type { Subject, SubjectProgram } from '../../../model/runs/labs/index.ts';

/** Makes a call, and gives what it gives. */
export type Around = <Result>(call: () => Result) => Result;

/** The same program, with `around` about its start, and about all that its servers are given. */
export const programAround =
  (program: SubjectProgram, around: Around): SubjectProgram =>
  (run) => {
    const boot = around(() => program(run));
    return (server, saved, host) =>
      subjectAround(
        around(() => boot(server, saved, host)),
        around,
      );
  };

const subjectAround = (subject: Subject, around: Around): Subject => ({
  start: (command) => around(() => subject.start(command)),
  state: () => around(() => subject.state()),
  snapshot: (index, data) => {
    around(() => subject.snapshot(index, data));
  },
  deliver: (packet) => {
    around(() => subject.deliver(packet));
  },
  ...(subject.unanswered && {
    unanswered: (to: number, call: number) => around(() => subject.unanswered?.(to, call)),
  }),
  advance: (untilMs) => {
    around(() => subject.advance(untilMs));
  },
  crash: () => {
    around(() => subject.crash());
  },
  crashWithin: (outputs) => {
    around(() => subject.crashWithin(outputs));
  },
});
