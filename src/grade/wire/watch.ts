/** Lets the checks of the wire see every run of a program, whatever runs it. */
import type { Subject, SubjectHost, SubjectProgram } from '../../../model/runs/labs/index.ts';
import type { WireChecks } from './checks.ts';

/**
 * The same program, with the checks between its servers and their host. Nothing is changed of what passes there.
 *
 * A packet counts as sent when the server gives it to the host, also if the host lets the server crash at that; a save counts
 * when the host has taken it.
 */
export const watchedProgram =
  (program: SubjectProgram, checks: WireChecks): SubjectProgram =>
  (run) => {
    const { nowMs } = run;
    checks.opened(run.servers);
    const boot = program(run);
    return (server, saved, host) => {
      checks.booted(server, saved, nowMs());
      return watchedSubject(server, boot(server, saved, watchedHost(server, host, checks, nowMs)), checks, nowMs);
    };
  };

const watchedHost = (server: number, host: SubjectHost, checks: WireChecks, nowMs: () => number): SubjectHost => ({
  send: (packet) => {
    checks.sent(packet, nowMs());
    host.send(packet);
  },
  save: (saved) => {
    host.save(saved);
    checks.saved(server, saved, nowMs());
  },
  apply: (message) => {
    checks.applied(server, message, nowMs());
    host.apply(message);
  },
  wakeAt: (ms) => {
    host.wakeAt(ms);
  },
  crashed: () => {
    checks.crashed(server, nowMs());
    host.crashed();
  },
});

const watchedSubject = (server: number, subject: Subject, checks: WireChecks, nowMs: () => number): Subject => ({
  start: (command) => {
    const started = subject.start(command);
    checks.started(server, command, started, nowMs());
    return started;
  },
  state: () => subject.state(),
  snapshot: (index, data) => {
    checks.compacted(server, index, data, nowMs());
    subject.snapshot(index, data);
  },
  deliver: (packet) => {
    checks.delivered(packet, nowMs());
    subject.deliver(packet);
  },
  ...(subject.unanswered && { unanswered: (to: number, call: number) => subject.unanswered?.(to, call) }),
  advance: (untilMs) => {
    subject.advance(untilMs);
  },
  crash: () => {
    checks.crashed(server, nowMs());
    subject.crash();
  },
  crashWithin: (outputs) => {
    subject.crashWithin(outputs);
  },
});
