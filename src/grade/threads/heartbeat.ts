/**
 * Tells a program that goes on from one that computes without end: each time a server has done what it was given, a number
 * grows that other threads see. So it does not matter how slow the machine is.
 */
import type { Subject, SubjectProgram } from '../../../model/index.ts';

/** Shared between threads: how often servers have done what they were given. */
export type Heartbeat = SharedArrayBuffer;

/** One that has not begun. */
export const createHeartbeat = (): Heartbeat => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

/** How often it has beaten. */
export const beatsOf = (heartbeat: Heartbeat): number => Atomics.load(new Int32Array(heartbeat), 0);

/** The same program, whose servers let the heart beat. */
export const beatingProgram = (program: SubjectProgram, heartbeat: Heartbeat): SubjectProgram => {
  const beats = new Int32Array(heartbeat);
  const beat = (): void => {
    Atomics.add(beats, 0, 1);
  };
  return (run) => {
    const boot = program(run);
    return (server, saved, host) => {
      const subject = boot(server, saved, host);
      beat();
      return beatingSubject(subject, beat);
    };
  };
};

/** Of what a server is given, these can take it long. */
const beatingSubject = (subject: Subject, beat: () => void): Subject => ({
  start: (command) => {
    const started = subject.start(command);
    beat();
    return started;
  },
  state: () => subject.state(),
  snapshot: (index, data) => {
    subject.snapshot(index, data);
    beat();
  },
  deliver: (packet) => {
    subject.deliver(packet);
    beat();
  },
  ...(subject.unanswered && { unanswered: (to: number, call: number) => subject.unanswered?.(to, call) }),
  advance: (untilMs) => {
    subject.advance(untilMs);
    beat();
  },
  crash: () => {
    subject.crash();
  },
  crashWithin: (outputs) => {
    subject.crashWithin(outputs);
  },
});
