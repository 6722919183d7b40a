/** What the thread of a job and the thread that keeps its processes tell each other. */
import type { MessagePort } from 'node:worker_threads';

/** What a process is started with. */
export interface ProcessCommand {
  /** The program, which is looked for on PATH where it has no slash, and its arguments. */
  readonly command: readonly string[];
  /** The folder in which it runs. */
  readonly folder: string;
}

/** A job's way to its processes, which can be sent to its thread once. */
export interface ProcessLine {
  readonly port: MessagePort;
  /** Grows by one with each piece of news, so that a thread can wait for it. */
  readonly signal: SharedArrayBuffer;
}

/** What a job asks for. Processes are numbered by the job. */
export type ProcessOrder =
  | ({ readonly type: 'start'; readonly id: number } & ProcessCommand)
  | { readonly type: 'write'; readonly id: number; readonly text: string }
  | { readonly type: 'kill'; readonly id: number };

/** What becomes of a process. */
export type ProcessNews =
  | { readonly type: 'output'; readonly id: number; readonly text: string }
  | {
      readonly type: 'ended';
      readonly id: number;
      /** What has happened, as the end of a sentence about it: "has ended itself with code 1". */
      readonly because: string;
      /** What it has printed on its error output: its beginning and its end. */
      readonly printed: string;
    };
