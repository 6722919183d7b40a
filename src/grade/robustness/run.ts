/**
 * Robustness: what a submission makes of copies, losses, late messages and crashes at random, all at once. The course's network never
 * repeats a message, so that this is told apart from everything else.
 */
import { Applier } from '../../../model/runs/labs/applier.ts';
import { HostedServers, LabFailure, type LabPacket, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { type Random, randomOf } from '../../sim/random.ts';
import { VirtualTime } from '../../sim/time.ts';
import type { GradeFinding } from '../outcome.ts';
import { breachPicture, failurePicture, withPicture } from '../recording/ofFinding.ts';
import { blamedProgram, SubjectThrew } from '../schedules/blame.ts';
import { WireChecks } from '../wire/checks.ts';
import { watchedProgram } from '../wire/watch.ts';
import { FaultyNetwork } from './network.ts';

/** By this name it is told. */
export const ROBUSTNESS = 'robustness';

const SERVERS = 3;
const RUNS = 2;
const FAULTS_MS = 10_000;

/** So long may servers take to agree on a command once all faults have ended. */
const RECOVERY_MS = 10_000;

const COMMAND_EVERY_MS = 40;
const CRASH_EVERY_MS = [300, 1500] as const;
const DOWN_MS = [20, 400] as const;

/** A crash hits a server in the middle of what it does with this probability, after so many of the things that it does then. */
const MIDST_PROBABILITY = 0.5;
const MIDST_OUTPUTS_MAX = 4;

/** What is wrong in one of several runs, the worst first; of seeds that follow one another. */
export const runRobustness = ({
  program,
  seed,
}: {
  readonly program: SubjectProgram;
  readonly seed: number;
}): GradeFinding => {
  const findings = Array.from({ length: RUNS }, (_, place) => new FaultyRun(program, seed + place).finding());
  const worst = (['broken', 'failed', 'passed'] as const)
    .map((outcome) => findings.find((finding) => finding.outcome === outcome))
    .find((finding) => finding !== undefined);
  return worst ?? findings[0] ?? { outcome: 'not reached', check: ROBUSTNESS, because: 'there was no run', seed };
};

class FaultyRun {
  readonly #seed: number;
  readonly #random: Random;
  readonly #time = new VirtualTime();
  readonly #network: FaultyNetwork;
  readonly #hosted: HostedServers;
  readonly #applier = new Applier(SERVERS, true);
  readonly #checks: WireChecks;
  readonly #servers = Array.from({ length: SERVERS }, (_, server) => server);
  #commands = 0;
  #hasApplied = false;

  constructor(program: SubjectProgram, seed: number) {
    this.#seed = seed;
    const random = randomOf(seed);
    this.#random = random.fork();
    this.#checks = new WireChecks({ seed });
    this.#network = new FaultyNetwork(SERVERS, (copy, delayMs) => {
      this.#repeat(copy, delayMs);
    });
    this.#hosted = new HostedServers({
      servers: SERVERS,
      program: blamedProgram(watchedProgram(program, this.#checks)),
      time: this.#time,
      network: this.#network,
      random: { ofSubject: random.fork(), ofNetwork: random.fork() },
      booting: (server, snapshot) => {
        this.#applier.booting(server, snapshot);
      },
      apply: (server, message) => {
        const data = this.#applier.deliver(server, message);
        this.#hasApplied = true;
        if (data !== undefined) this.#snapshotSoon(server, message.index, data);
      },
    });
  }

  /** A check of the wire tells more than how the run ended. */
  finding(): GradeFinding {
    const because = this.#play();
    const { recording } = this.#checks;
    const about = { check: ROBUSTNESS, seed: this.#seed };
    const words = `(under faults at random, with ${this.#network.copies} messages that came once more)`;
    const [found] = this.#checks.broken;
    if (found)
      return withPicture(
        { ...found, ...about, because: `${found.because} ${words}` },
        breachPicture(recording, found, ROBUSTNESS),
      );
    if (because !== undefined) {
      const failed = { ...about, because: `${because} ${words}`, atMs: this.#time.nowMs };
      return withPicture({ outcome: 'failed', ...failed }, failurePicture(recording, failed));
    }
    if (this.#network.copies > 0 && this.#hasApplied) return { outcome: 'passed', because: '', ...about };
    return { outcome: 'not reached', because: 'no message was repeated before something was applied', ...about };
  }

  /** Why it failed; undefined: it did not. */
  #play(): string | undefined {
    try {
      for (const server of this.#servers) this.#hosted.boot(server);
      this.#time.spawn(this.#clients());
      this.#time.spawn(this.#crashes());
      this.#time.runUntil(FAULTS_MS);
      this.#network.isFaulty = false;
      for (const server of this.#servers) this.#hosted.boot(server);
      const isOver = this.#time.runUntil(FAULTS_MS + RECOVERY_MS, () => this.#agreesOnLast());
      return isOver ? undefined : `no command came through in ${RECOVERY_MS / 1000} s after all faults had ended`;
    } catch (error) {
      if (error instanceof LabFailure || error instanceof SubjectThrew) return error.message;
      throw error;
    }
  }

  /** Clients give commands to whoever says that it leads. */
  *#clients(): Generator<number, void, void> {
    for (;;) {
      yield COMMAND_EVERY_MS;
      const leaders = this.#servers.filter((server) => this.#hosted.state(server).isLeader);
      for (const leader of leaders) this.#propose(leader);
    }
  }

  /** A command that was given when the faults had ended, and its index. */
  #last: { readonly index: number; readonly command: string } | undefined;

  #propose(leader: number): void {
    const command = `${++this.#commands}`;
    const { isLeader, index } = this.#hosted.start(leader, command);
    if (isLeader && !this.#network.isFaulty) this.#last ??= { index, command };
  }

  /** All servers have applied it; if something else stands in its place, another one is waited for. */
  #agreesOnLast(): boolean {
    if (!this.#last) return false;
    const { count, command } = this.#applier.committed(this.#last.index);
    if (count > 0 && command !== this.#last.command) this.#last = undefined;
    return this.#last !== undefined && count === SERVERS;
  }

  /** One server after another crashes and comes back; most of them stay up. */
  *#crashes(): Generator<number, void, void> {
    for (;;) {
      yield this.#draw(CRASH_EVERY_MS);
      if (!this.#network.isFaulty) return;
      const server = this.#random.between(0, SERVERS - 1);
      if (this.#random.chance(MIDST_PROBABILITY)) {
        this.#hosted.crashWithin(server, this.#random.between(0, MIDST_OUTPUTS_MAX));
        yield 5;
      }
      this.#hosted.crash(server);
      yield this.#draw(DOWN_MS);
      this.#hosted.boot(server);
    }
  }

  #repeat(copy: LabPacket, delayMs: number): void {
    this.#time.after(delayMs, () => {
      if (this.#network.isFaulty) this.#hosted.arrives(copy);
    });
  }

  /** The service takes its snapshot a moment later, if its server still lives. */
  #snapshotSoon(server: number, index: number, data: string): void {
    const lives = this.#network.livesOf(server);
    this.#time.after(this.#random.between(0, 2), () => {
      if (this.#network.livesOf(server) === lives) this.#hosted.snapshot(server, index, data);
    });
  }

  #draw([min, max]: readonly [number, number]): number {
    return this.#random.between(min, max);
  }
}
