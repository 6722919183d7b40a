/** Processes in real time: a job hears what they say as it comes, and does not stand still for it. */
import type { ProcessCommand, ProcessLine, ProcessNews, ProcessOrder } from './messages.ts';

/** Who hears of processes. */
export interface LiveListener {
  /** One has said a line. */
  readonly line: (id: number, line: string) => void;
  /** One can't be heard any more; `because` ends a sentence about it. */
  readonly ended: (id: number, because: string) => void;
}

export class LiveProcesses {
  readonly #line: ProcessLine;
  readonly #listener: LiveListener;
  readonly #unfinished = new Map<number, string>();

  constructor(line: ProcessLine, listener: LiveListener) {
    this.#line = line;
    this.#listener = listener;
    line.port.on('message', (news: ProcessNews) => this.#hear(news));
  }

  start(id: number, { command, folder }: ProcessCommand): void {
    this.#order({ type: 'start', id, command, folder });
  }

  write(id: number, text: string): void {
    this.#order({ type: 'write', id, text });
  }

  /** Nothing more is heard of any. */
  end(): void {
    this.#line.port.close();
  }

  #order(order: ProcessOrder): void {
    this.#line.port.postMessage(order);
  }

  #hear(news: ProcessNews): void {
    if (news.type === 'ended') {
      this.#listener.ended(news.id, news.because);
      return;
    }
    const [first = '', ...rest] = news.text.split('\n');
    const lines = [`${this.#unfinished.get(news.id) ?? ''}${first}`, ...rest];
    this.#unfinished.set(news.id, lines.pop() ?? '');
    for (const line of lines) this.#listener.line(news.id, line);
  }
}
