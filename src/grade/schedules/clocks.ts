/**
 * A clock of its own for each server, which stands still until it is let run. So it is the schedule that says whose timer runs
 * out: nothing in Raft may rest on how fast a server is.
 */
import type { Subject, SubjectHost, SubjectProgram } from '../../../model/runs/labs/index.ts';

/** The clock of one server. */
class Clock {
  readonly #nowMs: () => number;
  /** What it shows, as of the moment at which it was stopped; what it is behind, while it runs. */
  #shownMs = 0;
  #behindMs: number | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  host: SubjectHost | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isRunning(): boolean {
    return this.#behindMs !== undefined;
  }

  get nowMs(): number {
    return this.#behindMs === undefined ? this.#shownMs : this.#nowMs() - this.#behindMs;
  }

  run(): void {
    if (this.isRunning) return;
    this.#behindMs = this.#nowMs() - this.#shownMs;
    this.#ask();
  }

  stop(): void {
    if (!this.isRunning) return;
    this.#shownMs = this.nowMs;
    this.#behindMs = undefined;
    this.host?.wakeAt(Number.POSITIVE_INFINITY);
  }

  /** The server wants to be woken at this moment of its own clock. */
  wakeAt(ms: number): void {
    this.#wakeMs = ms;
    this.#ask();
  }

  #ask(): void {
    if (this.#behindMs !== undefined) this.host?.wakeAt(this.#wakeMs + this.#behindMs);
  }
}

/** The clocks of all servers of a run. */
export class ServerClocks {
  /** Is told each time that a server has saved something. */
  onSave: ((server: number) => void) | undefined;
  #clocks: readonly Clock[] = [];

  /** Lets these clocks run, and stops all others. */
  only(servers: readonly number[]): void {
    for (const [server, clock] of this.#clocks.entries()) if (!servers.includes(server)) clock.stop();
    for (const server of servers) this.#clocks[server]?.run();
  }

  /** The same program, under these clocks. */
  programUnder(program: SubjectProgram): SubjectProgram {
    return (run) => {
      this.#clocks = Array.from({ length: run.servers }, () => new Clock(run.nowMs));
      // a run of a program has one clock: each server is in a run of its own
      const boots = this.#clocks.map((clock) =>
        program({ servers: run.servers, random: run.random.fork(), nowMs: () => clock.nowMs }),
      );
      return (server, saved, host) => {
        const [clock, boot] = [this.#clocks[server], boots[server]];
        if (!clock || !boot) throw new Error(`there is no server ${server}`);
        clock.host = host;
        const subject = boot(server, saved, {
          ...host,
          wakeAt: (ms) => {
            clock.wakeAt(ms);
          },
          save: (bytes) => {
            host.save(bytes);
            this.onSave?.(server);
          },
        });
        return underClock(subject, () => clock.nowMs);
      };
    };
  }
}

/** The same server, which is told the time by its own clock. */
const underClock = (subject: Subject, nowMs: () => number): Subject => ({
  start: (command) => subject.start(command),
  state: () => subject.state(),
  snapshot: (index, data) => {
    subject.snapshot(index, data);
  },
  deliver: (packet) => {
    subject.deliver(packet);
  },
  ...(subject.unanswered && { unanswered: (to: number, call: number) => subject.unanswered?.(to, call) }),
  advance: () => {
    subject.advance(nowMs());
  },
  crash: () => {
    subject.crash();
  },
  crashWithin: (outputs) => {
    subject.crashWithin(outputs);
  },
});
