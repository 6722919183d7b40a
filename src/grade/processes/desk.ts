/**
 * Where a job asks for processes and waits for what they say. The thread of the job stands still meanwhile, so that a server
 * that is a process is called as one in the same thread is.
 */
import { receiveMessageOnPort } from 'node:worker_threads';
import type { ProcessCommand, ProcessLine, ProcessNews, ProcessOrder } from './messages.ts';

/** No line is longer. */
const LINE_MAX = 4 * 1024 * 1024;

/** A process can't be heard any more. The message ends a sentence about it. */
export class ProcessEnded extends Error {
  /** What it has printed on its error output. */
  readonly printed: string;
  constructor(because: string, printed = '') {
    super(because);
    this.printed = printed;
  }
}

/** What has come of one process, and was not read yet. */
interface Inbox {
  text: string;
  ended: ProcessEnded | undefined;
}

export class ProcessDesk {
  readonly #line: ProcessLine;
  readonly #signal: Int32Array;
  readonly #inboxes = new Map<number, Inbox>();
  #started = 0;

  constructor(line: ProcessLine) {
    this.#line = line;
    this.#signal = new Int32Array(line.signal);
  }

  /** Starts a process. Should it not start, reading its first line says so. */
  start(command: ProcessCommand): DeskProcess {
    const id = ++this.#started;
    const inbox: Inbox = { text: '', ended: undefined };
    this.#inboxes.set(id, inbox);
    this.#order({ type: 'start', id, command: command.command, folder: command.folder });
    return {
      write: (text) => this.#order({ type: 'write', id, text }),
      readLine: (limitMs) => this.#readLine(inbox, limitMs),
      hasMore: () => inbox.text !== '',
      kill: () => {
        this.#inboxes.delete(id);
        this.#order({ type: 'kill', id });
      },
    };
  }

  #order(order: ProcessOrder): void {
    this.#line.port.postMessage(order);
  }

  #readLine(inbox: Inbox, limitMs = Number.POSITIVE_INFINITY): string {
    for (;;) {
      const end = inbox.text.indexOf('\n');
      if ((end < 0 ? inbox.text.length : end) > LINE_MAX)
        throw new ProcessEnded(`said a line of more than ${LINE_MAX / 1024 / 1024} MiB`);
      if (end >= 0) {
        const line = inbox.text.slice(0, end);
        inbox.text = inbox.text.slice(end + 1);
        return line;
      }
      if (inbox.ended) throw inbox.ended;
      if (!this.#wait(limitMs)) throw new ProcessEnded(`has said nothing for ${limitMs / 1000} s`);
    }
  }

  /** Waits for news and puts them where they belong; false: none came. */
  #wait(limitMs: number): boolean {
    const before = Atomics.load(this.#signal, 0);
    let received = receiveMessageOnPort(this.#line.port);
    if (!received) {
      if (Atomics.wait(this.#signal, 0, before, limitMs) === 'timed-out') return false;
      received = receiveMessageOnPort(this.#line.port);
    }
    for (; received; received = receiveMessageOnPort(this.#line.port)) this.#sort(received.message as ProcessNews);
    return true;
  }

  #sort(news: ProcessNews): void {
    const inbox = this.#inboxes.get(news.id);
    if (!inbox) return; // it was killed
    if (news.type === 'output') inbox.text += news.text;
    else inbox.ended = new ProcessEnded(news.because, news.printed);
  }
}

/** A process, as the thread of a job knows it. */
export interface DeskProcess {
  /** Gives it something to read. */
  readonly write: (text: string) => void;
  /**
   * Waits for its next line.
   *
   * @param limitMs so long; left out: without a limit.
   * @throws ProcessEnded when none comes any more.
   */
  readonly readLine: (limitMs?: number) => string;
  /** Has it said something that was not read? */
  readonly hasMore: () => boolean;
  readonly kill: () => void;
}
