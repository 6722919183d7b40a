/** What servers do towards their hosts, counted, and a crash of one of them right before or right after one of these things. */
import type { LabPacket, Subject, SubjectHost, SubjectProgram } from '../../../model/runs/labs/index.ts';

/** One thing that a server did. */
export interface ServerOutput {
  readonly server: number;
  /** How many things the server had done before. */
  readonly place: number;
  readonly atMs: number;
  readonly type: 'save' | 'packet' | 'apply';
  /** Of a packet. */
  readonly packet?: LabPacket;
  /** Of a save: is there now something else on the disk? */
  readonly isChange: boolean;
}

/** Where a server crashes. */
export interface CrashPlace {
  readonly output: ServerOutput;
  readonly side: 'before' | 'after';
}

export class ServerOutputs {
  /** All that servers did, in order. */
  readonly all: ServerOutput[] = [];
  /** The server has come to the thing at which it crashes. */
  hasCome = false;
  /** The server did something else there than in the run from which the place was taken. */
  hasDiverged = false;
  readonly #place: CrashPlace | undefined;
  readonly #isControl: boolean;
  readonly #counts = new Map<number, number>();
  readonly #disks = new Map<number, string>();

  /** @param isControl - Does nobody crash there? */
  constructor(place?: CrashPlace, isControl = false) {
    this.#place = place;
    this.#isControl = isControl;
  }

  /** The same program. When its time has come, `crash` lets a server crash, and what the server does after that is not seen. */
  programUnder(program: SubjectProgram, crash: (server: number) => void): SubjectProgram {
    return (run) => {
      const boot = program(run);
      return (server, saved, host): Subject => {
        const life = { isOver: false };
        const does = (what: Pick<ServerOutput, 'type' | 'packet' | 'isChange'>, forward: () => void): void => {
          if (life.isOver) return;
          const side = this.#sideOf({ server, place: this.#count(server), atMs: run.nowMs(), ...what });
          if (side !== 'before') forward();
          if (side === undefined) return;
          life.isOver = true;
          crash(server);
        };
        const counted: SubjectHost = {
          send: (packet) => does({ type: 'packet', packet, isChange: true }, () => host.send(packet)),
          save: (disk) => {
            const bytes = JSON.stringify(disk);
            const isChange = this.#disks.get(server) !== bytes;
            does({ type: 'save', isChange }, () => {
              this.#disks.set(server, bytes);
              host.save(disk);
            });
          },
          apply: (message) => does({ type: 'apply', isChange: true }, () => host.apply(message)),
          wakeAt: (ms) => host.wakeAt(ms),
          crashed: () => host.crashed(),
        };
        return boot(server, saved, counted);
      };
    };
  }

  #count(server: number): number {
    const count = this.#counts.get(server) ?? 0;
    this.#counts.set(server, count + 1);
    return count;
  }

  /** On which side of it the server crashes; undefined: it does not. */
  #sideOf(output: ServerOutput): CrashPlace['side'] | undefined {
    this.all.push(output);
    const { output: meant, side } = this.#place ?? {};
    if (!meant || this.hasCome || output.server !== meant.server || output.place !== meant.place) return undefined;
    if (output.type !== meant.type || output.atMs !== meant.atMs) {
      this.hasDiverged = true;
      return undefined;
    }
    this.hasCome = true;
    return this.#isControl ? undefined : side;
  }
}
