/** One server that is a process, from its start to its crash: it is told one thing at a time, and heard until it is done. */
import type {
  ClaimedState,
  LabPacket,
  Saved,
  Started,
  Subject,
  SubjectHost,
  SubjectRun,
} from '../../../../model/runs/labs/index.ts';
import { nameOf } from '../../../../model/runs/labs/index.ts';
import { excerpt } from '../../../text/printable.ts';
import { type DeskProcess, type ProcessDesk, ProcessEnded } from '../../processes/desk.ts';
import type { ProcessCommand } from '../../processes/messages.ts';
import { ServerEnded } from '../serverEnded.ts';
import { eventLine, type LineEvent, type LineOutput, LineRefused, readOutput } from './protocol.ts';

/** No server does so much at once. */
const OUTPUTS_MAX = 10_000;

/** Seeds are whole numbers that every language has. */
const SEED_MAX = 0x7fff_ffff;

type Effect = Exclude<LineOutput, { readonly type: 'done' | 'result' }>;
type Result = Extract<LineOutput, { readonly type: 'result' }>;

/** What happens to a server, but for the moment. */
type Happening = LineEvent extends infer Event ? (Event extends LineEvent ? Omit<Event, 'now'> : never) : never;

/** What a server is started with. */
export interface LineServerOptions {
  readonly desk: ProcessDesk;
  readonly program: ProcessCommand;
  readonly server: number;
  readonly saved: Saved | null;
  readonly host: SubjectHost;
  readonly run: SubjectRun;
  /** So long, in real time, may it say nothing; left out: for ever. */
  readonly limitMs?: number | undefined;
}

export class LineServer implements Subject {
  readonly #options: LineServerOptions;
  readonly #process: DeskProcess;
  /** What it has saved, or found on its disk. */
  #snapshot: string | null;
  #crashAfter = Number.POSITIVE_INFINITY;
  #isDown = false;

  constructor(options: LineServerOptions) {
    const { desk, program, server, saved, run } = options;
    this.#options = options;
    this.#snapshot = saved?.snapshot ?? null;
    this.#process = desk.start(program);
    this.#tell({
      type: 'boot',
      id: server,
      servers: run.servers,
      seed: run.random.between(0, SEED_MAX),
      state: saved ? (JSON.parse(saved.raftState) as unknown) : null,
      snapshot: this.#snapshot,
    });
  }

  start(command: string): Started {
    const { index = 0, term, isLeader } = this.#ask({ type: 'start', command });
    return { index, term, isLeader };
  }

  state(): ClaimedState {
    const { term, isLeader } = this.#ask({ type: 'state' });
    return { term, isLeader };
  }

  snapshot(index: number, data: string): void {
    this.#tell({ type: 'snapshot', index, snapshot: data });
  }

  deliver({ type, from, call, bytes }: LabPacket): void {
    const message = JSON.parse(bytes) as Record<string, unknown>;
    this.#tell({ type: 'deliver', from, [type]: message, ...(call !== undefined && { call }) });
  }

  unanswered(to: number, call: number): void {
    this.#tell({ type: 'unanswered', to, call });
  }

  advance(): void {
    this.#tell({ type: 'timeout' });
  }

  crash(): void {
    this.#isDown = true;
    this.#process.kill();
  }

  crashWithin(outputs: number): void {
    this.#crashAfter = outputs;
  }

  #ask(happening: Happening): Result {
    const result = this.#tell(happening);
    if (result) return result;
    if (this.#isDown) return { type: 'result', term: 0, isLeader: false };
    throw this.#ended(happening, 'was done without a result');
  }

  /** Tells it something, and does what it says until it is done. */
  #tell(happening: Happening): Result | undefined {
    if (this.#isDown) return undefined;
    const { type, ...rest } = happening;
    const event = { type, now: Math.floor(this.#options.run.nowMs()), ...rest } as LineEvent;
    try {
      this.#process.write(eventLine(event));
      return this.#hear(happening);
    } catch (error) {
      if (error instanceof ProcessEnded) throw this.#ended(happening, error.message, error.printed);
      throw error instanceof LineRefused ? this.#ended(happening, error.message) : error;
    }
  }

  #hear(happening: Happening): Result | undefined {
    let result: Result | undefined;
    for (let outputs = 0; ; ) {
      const line = this.#process.readLine(this.#options.limitMs);
      const output = this.#read(line);
      if (output.type === 'done') break;
      if (output.type === 'result') {
        result = output;
        continue;
      }
      if (++outputs > OUTPUTS_MAX) throw this.#ended(happening, `did more than ${OUTPUTS_MAX} things`);
      if (this.#crashAfter-- <= 0) {
        this.#crashHere();
        return undefined;
      }
      this.#do(output);
    }
    if (this.#process.hasMore()) throw this.#ended(happening, 'said more after it was done');
    // what it was told to do was less than what it was to crash after: it crashes at the end
    if (this.#crashAfter !== Number.POSITIVE_INFINITY) this.#crashHere();
    return result;
  }

  #read(line: string): LineOutput {
    try {
      return readOutput(line);
    } catch (error) {
      if (error instanceof LineRefused) throw new LineRefused(`said ${excerpt(line)}, and ${error.message}`);
      throw error;
    }
  }

  #do(output: Effect): void {
    const { host } = this.#options;
    switch (output.type) {
      case 'send':
        host.send(this.#packetOf(output));
        return;
      case 'save':
        if (output.snapshot !== undefined) this.#snapshot = output.snapshot;
        host.save({ raftState: textOf(output.state), snapshot: this.#snapshot });
        return;
      case 'apply': {
        const { index, command, snapshot = '' } = output;
        host.apply(
          command === undefined ? { type: 'snapshot', index, data: snapshot } : { type: 'command', index, command },
        );
        return;
      }
      case 'wake':
        host.wakeAt(output.at ?? Number.POSITIVE_INFINITY);
        return;
    }
  }

  #packetOf({ to, request, reply, call }: Extract<LineOutput, { readonly type: 'send' }>): LabPacket {
    const { server, run } = this.#options;
    if (to >= run.servers) throw new LineRefused(`sent to server ${to}, and there are ${run.servers}, from 0 on`);
    const bytes = textOf(request ?? reply);
    const type = request ? 'request' : 'reply';
    return { type, from: server, to, bytes, ...(call !== undefined && { call }) };
  }

  /** The rest of what it does goes nowhere. */
  #crashHere(): void {
    this.crash();
    this.#options.host.crashed();
  }

  #ended(happening: Happening, because: string, printed = ''): ServerEnded {
    this.crash();
    const lines = printed.trim().split('\n');
    const last = lines.findLast((line) => /^(?=\S).*(?:error|exception|panic)/i.test(line)) ?? lines.at(-1);
    const words = `${nameOf(this.#options.server)}, told ${happening.type}, ${because}`;
    return new ServerEnded(last ? `${words}: ${excerpt(last, 200)}` : words, printed);
  }
}

const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    throw new LineRefused('said something that is nested too deep');
  }
};
