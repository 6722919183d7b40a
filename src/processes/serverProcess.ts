/** One server as a process, seen from the process that has started it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerId } from '../core/types.ts';
import type { NodeStatus, PeerStatus } from '../runtime/index.ts';
import type { CommandOutcome } from './history.ts';
import type { AppliedRun, LedgerState } from './ledger.ts';
import type { FromNode, NodeProcessSetting, ToNode } from './nodeMessages.ts';

/** What a command came to, and who leads, where the server that was asked does not. */
export interface ToldOutcome {
  readonly outcome: CommandOutcome;
  readonly leaderId: ServerId | null;
}

const UNKNOWN: ToldOutcome = { outcome: { kind: 'unknown' }, leaderId: null };

/** How long a command may take before its client gives it up, in milliseconds. */
const PATIENCE_MS = 1000;

const program = fileURLToPath(new URL('./nodeProcess.js', import.meta.url));

type Told<Type extends FromNode['type']> = Extract<FromNode, { readonly type: Type }>;

/** A server that runs. */
export class ServerProcess {
  /** Under which port it listens. */
  readonly opened: Promise<number>;
  /** Why it has ended by itself; null: it was killed, or asked to end. */
  readonly exited: Promise<string | null>;
  readonly #child: ChildProcess;
  readonly #onApplied: (applied: AppliedRun) => void;
  readonly #commands = new Map<string, (told: ToldOutcome) => void>();
  readonly #questions: { readonly type: FromNode['type']; readonly answer: (message: FromNode | undefined) => void }[] =
    [];

  /** @param onApplied is told of what it applies, in its order */
  constructor(setting: NodeProcessSetting, onApplied: (applied: AppliedRun) => void, entry = program) {
    this.#onApplied = onApplied;
    this.#child = fork(entry, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    });
    this.exited = this.#exit();
    this.opened = this.#open();
    this.#child.on('message', (message: FromNode) => this.#hear(message));
    this.#child.on('error', () => undefined); // what could not be sent is told by its exit
    this.#child.send(setting);
  }

  /** Its process, as the system names it. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Proposes a command. It never fails: what is not known is unknown. */
  propose(command: string): Promise<ToldOutcome> {
    const name = command.split(' ')[0] ?? '';
    return new Promise((resolve) => {
      const end = (told: ToldOutcome): void => {
        clearTimeout(patience);
        this.#commands.delete(name);
        resolve(told);
      };
      const patience = setTimeout(() => end(UNKNOWN), PATIENCE_MS);
      this.#commands.set(name, end);
      if (!this.#send({ type: 'propose', command })) end({ outcome: { kind: 'notApplied' }, leaderId: null });
    });
  }

  /** What it is; undefined: it has ended. */
  async status(): Promise<NodeStatus | undefined> {
    return (await this.#ask('status'))?.status;
  }

  /** What waits for its peers; undefined: it has ended. */
  async streams(): Promise<readonly PeerStatus[] | undefined> {
    return (await this.#ask('status'))?.streams;
  }

  /** What it has applied; undefined: it has ended. */
  async state(): Promise<LedgerState | undefined> {
    return (await this.#ask('state'))?.state;
  }

  /** Gives it a signal: SIGKILL, SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** From now on nothing can be written to its disk: it ends at its next write. */
  fillDisk(): void {
    this.#send({ type: 'fillDisk' });
  }

  #send(message: ToNode): boolean {
    if (!this.#child.connected) return false;
    this.#child.send(message);
    return true;
  }

  #ask<Type extends 'status' | 'state'>(type: Type): Promise<Told<Type> | undefined> {
    return new Promise((resolve) => {
      this.#questions.push({ type, answer: (message) => resolve(message as Told<Type> | undefined) });
      if (!this.#send({ type })) this.#endQuestions();
    });
  }

  #hear(message: FromNode): void {
    if (message.type === 'applied') this.#onApplied(message);
    if (message.type === 'outcome') this.#commands.get(message.name)?.(message);
    const place = this.#questions.findIndex(({ type }) => type === message.type);
    if (place >= 0) this.#questions.splice(place, 1)[0]?.answer(message);
  }

  #endQuestions(): void {
    for (const { answer } of this.#questions.splice(0)) answer(undefined);
  }

  #open(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#questions.push({
        type: 'open',
        answer: (message) =>
          message?.type === 'open'
            ? resolve(message.port)
            : reject(new Error('the process has ended before it was open')),
      });
    });
  }

  #exit(): Promise<string | null> {
    let because: string | null = null;
    this.#child.on('message', (message: FromNode) => {
      if (message.type === 'ended') because = message.because;
    });
    return new Promise((resolve) => {
      this.#child.once('exit', () => {
        for (const end of this.#commands.values()) end(UNKNOWN);
        this.#endQuestions();
        resolve(because);
      });
    });
  }
}
