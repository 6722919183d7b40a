// Room model/runs/labs. The course's scenarios, and the host of the servers that they run on.
// What may be touched here: a scenario, a check, what the network does. No server is looked into: a lab knows a server by
// what passes between it and its host. Equal seeds give equal runs.

/**
 * The subject: what is tested, as its host knows it. Between the two passes what passes between a Raft and its surroundings in
 * the course (MIT 6.5840, Lab 3), and nothing else: `Make`, `Start`, `GetState`, `Snapshot` and `Kill` go in; RPCs, what is
 * saved and what is applied come out. Labs know subjects only, so that whatever can be given this form can be run.
 *
 * Servers are numbered from 0. All bytes are text, and opaque to the host: commands, RPCs, snapshots, what is saved.
 *
 * The host judges by what it saw: bytes, saves, applied commands, in their order. What a subject says of itself (`start`,
 * `state`) is used where the course asks it, and is believed no further.
 *
 * A call returns when the subject has done all that there is to do at that instant: virtual time stands still meanwhile. What
 * it gives its host in return it gives from within the call. The host never calls a server from within one of its calls.
 */
import type { Random } from '../../../src/sim/random.ts';

/** What a server says to a command, as `Start` does: where the command will be if it is ever committed. */
export interface Started {
  /** The index of the command, at least 1; 0 if the server does not lead. */
  readonly index: number;
  /** The server's term. */
  readonly term: number;
  /** Has it taken the command? */
  readonly isLeader: boolean;
}

/** What a server believes of itself, as `GetState` says it. */
export interface ClaimedState {
  /** Its term. */
  readonly term: number;
  /** Does it believe that it leads? */
  readonly isLeader: boolean;
}

/** What a server has on its disk, as the course's Persister keeps it. One save replaces all of it at once. */
export interface Saved {
  /** All that is durable except the service's own bytes. */
  readonly raftState: string;
  /** The service's own bytes; null: there is no snapshot. */
  readonly snapshot: string | null;
}

/** What goes up to the service on top, as the course's ApplyMsg does. */
export type ApplyMessage =
  | {
      /** A committed command. */
      readonly type: 'command';
      /** Where it stands in the log, counted from 1. */
      readonly index: number;
      /** As it was given to `start`. */
      readonly command: string;
    }
  | {
      /** A snapshot that replaces the state of the service. */
      readonly type: 'snapshot';
      /** The last index that it covers. */
      readonly index: number;
      /** As it was given to `snapshot`. */
      readonly data: string;
    };

/** Half of an RPC on its way from one server to another. The host carries it as it is, and may read its bytes or not. */
export interface LabPacket {
  /** Which half it is. */
  readonly type: 'request' | 'reply';
  /** Who sends it. */
  readonly from: number;
  /** Who is to get it. */
  readonly to: number;
  /** What it says, in the subject's own form. */
  readonly bytes: string;
  /**
   * A number of the requester's own, which the reply repeats. Left out by who waits for no reply; otherwise the host says so
   * when none will come.
   */
  readonly call?: number;
}

/** One server, from its start to its crash. */
export interface Subject {
  /** A client gives it a command, which it takes if it leads. */
  readonly start: (command: string) => Started;
  /** What it believes of itself now. */
  readonly state: () => ClaimedState;
  /** The service has written itself down: `data` stands for everything up to `index`, which was applied here. */
  readonly snapshot: (index: number, data: string) => void;
  /** An RPC has arrived, or the reply to one. */
  readonly deliver: (packet: LabPacket) => void;
  /** No reply to this request will come: labrpc's `Call` returns false. */
  readonly unanswered?: (to: number, call: number) => void;
  /** Time has passed up to this moment, in milliseconds since the run began. Called at the moments asked for by `wakeAt`. */
  readonly advance: (untilMs: number) => void;
  /** It crashes at once. What it had saved its host has. */
  readonly crash: () => void;
  /** It is to crash in the middle of what it is given next: after so many of the things that it does then, 0 or more, or at the end. */
  readonly crashWithin: (outputs: number) => void;
}

/** The surroundings of one server: where all that it does goes. */
export interface SubjectHost {
  /** Sends a request or the reply to one, in its own name. */
  readonly send: (packet: LabPacket) => void;
  /** Replaces what is on the disk. The host reads it when it needs it, so that it must not change afterwards. */
  readonly save: (saved: Saved) => void;
  /** Hands something up to the service. */
  readonly apply: (message: ApplyMessage) => void;
  /** From this moment on, in milliseconds since the run began, it wants `advance`. Replaces the moment before; infinity: never. */
  readonly wakeAt: (ms: number) => void;
  /** It has crashed, as it was told to. */
  readonly crashed: () => void;
}

/** What all servers of a run have in common. */
export interface SubjectRun {
  /** How many there are. */
  readonly servers: number;
  /** The only source of chance. */
  readonly random: Random;
  /** The only clock: milliseconds since the run began. */
  readonly nowMs: () => number;
}

/** Starts a server from what was saved before its crash, as `Make` does; null: nothing ever was. */
export type BootSubject = (server: number, saved: Saved | null, host: SubjectHost) => Subject;

/** A program that is tested. It is opened once for each run, and keeps nothing from one run to the next. */
export type SubjectProgram = (run: SubjectRun) => BootSubject;
