/** Sessions (CL-2) as the spec says them, from the whole history each time: nothing is forgotten, and nothing is kept in an order. */
import type { SendCommand, SessionBounds, SessionCommand } from '../../src/kv/sessionCommand.ts';
import type { SessionAnswer } from '../../src/kv/sessionTable.ts';

/** A session that there is or was. */
interface Lived {
  readonly id: number;
  isOver: boolean;
  readonly uses: { readonly index: number; readonly time: number }[];
  /** All that it was sent while it lived. */
  readonly sent: SendCommand[];
}

const lastUse = ({ uses }: Lived) => uses.at(-1) ?? { index: 0, time: 0 };

export class NaiveSessions {
  /** Each command as often as it was executed. */
  readonly executed: string[] = [];
  readonly #history: (SessionCommand | undefined)[] = [];
  readonly #lived: Lived[] = [];
  readonly #answers: { readonly of: SendCommand; readonly answer: string }[] = [];
  #bounds: SessionBounds;

  constructor(bounds: SessionBounds) {
    this.#bounds = bounds;
  }

  /** What the next entry gives; undefined: it is no command of sessions. */
  apply(asked: SessionCommand | undefined): SessionAnswer<string> {
    this.#history.push(asked);
    if (asked === undefined) return { kind: 'refused', reason: 'malformed' };
    const [index, time] = [this.#history.length, this.#time()];
    if (asked.kind === 'bound') this.#bounds = asked;
    for (const each of this.#alive()) if (time - lastUse(each).time > this.#bounds.timeoutMs) each.isOver = true;
    if (asked.kind === 'open') this.#lived.push({ id: index, isOver: false, uses: [{ index, time }], sent: [] });
    this.#makeRoom();
    if (asked.kind === 'open') return { kind: 'opened', session: index };
    if (asked.kind === 'bound' || asked.kind === 'tick') return { kind: 'done' };
    const session = this.#alive().find(({ id }) => id === asked.session);
    if (session === undefined) return { kind: 'refused', reason: 'unknownSession' };
    if (asked.kind === 'end') session.isOver = true;
    session.uses.push({ index, time });
    return asked.kind === 'command' ? this.#execute(asked, session) : { kind: 'done' };
  }

  #time(): number {
    return Math.max(0, ...this.#history.map((asked) => (asked && 'time' in asked ? asked.time : 0)));
  }

  #alive(): readonly Lived[] {
    return this.#lived.filter(({ isOver }) => !isOver);
  }

  #makeRoom(): void {
    for (let left = this.#alive(); left.length > this.#bounds.maxSessions; left = this.#alive())
      left.reduce((a, b) => (lastUse(a).index < lastUse(b).index ? a : b)).isOver = true;
  }

  #execute(asked: SendCommand, { sent }: Lived): SessionAnswer<string> {
    sent.push(asked);
    const lowest = Math.max(...sent.map(({ firstUnanswered }) => firstUnanswered));
    if (asked.serialNumber < lowest) return { kind: 'refused', reason: 'alreadyAnswered' };
    const known = this.#answers.find(
      ({ of }) => of.session === asked.session && of.serialNumber === asked.serialNumber,
    );
    if (known) return { kind: 'answered', answer: known.answer };
    if (asked.serialNumber - lowest >= this.#bounds.maxOutstanding)
      return { kind: 'refused', reason: 'tooManyOutstanding' };
    this.executed.push(asked.command);
    this.#answers.push({ of: asked, answer: this.executed.join(' ') });
    return { kind: 'answered', answer: this.executed.join(' ') };
  }
}
