/**
 * The sessions of a replicated state machine (CL-2): which there are, what each has executed, and when each ends. All that is decided here
 * follows from the log alone: no clock is looked at, and what is written down is all of it.
 */
import type { Index } from '../core/types.ts';
import type { SendCommand, SessionBounds, SessionCommand } from './sessionCommand.ts';

/**
 * Why nothing was executed.
 *
 * - `unknownSession`: no such session was opened, or it has ended: by its client, unused for too long, or for a newer one. If it has ended, no
 *   copy of the command will ever be executed from here on; whether an earlier one was, can't be known any more.
 * - `alreadyAnswered`: the client has said that it has the answer, or that it wants none. No copy will be executed from here on.
 * - `tooManyOutstanding`: more answers would have to be kept than may be. This copy was not executed; one that comes later may be.
 * - `malformed`: the text is no command of sessions. It never will be.
 */
export type SessionRefusal = 'unknownSession' | 'alreadyAnswered' | 'tooManyOutstanding' | 'malformed';

/** What a command gives; the same on every server. */
export type SessionAnswer<Answer> =
  | {
      /** A session has begun. */
      readonly kind: 'opened';
      /** Its id. */
      readonly session: Index;
    }
  | {
      /** The state machine has executed the command, now or when the first copy of it was applied. */
      readonly kind: 'answered';
      /** What it gave then. */
      readonly answer: Answer;
    }
  | {
      /** It was done: the session was used, or is no more, or time has gone on, or the bounds are set. */
      readonly kind: 'done';
    }
  | {
      /** Nothing was executed. */
      readonly kind: 'refused';
      /** Why. */
      readonly reason: SessionRefusal;
    };

/** A session, as it is kept and written down. */
export interface KeptSession {
  /** The replicated time at which it was used last, in milliseconds. */
  lastUsed: number;
  /** The lowest serial number to which its client has no answer yet. */
  firstUnanswered: number;
  /** The answers from there on, as texts, by serial number. */
  readonly answers: Map<number, string>;
}

/** A session as numbers and texts: its id, then what `KeptSession` says, the answers with their serial numbers. */
export type WrittenSession = readonly [Index, number, number, readonly (readonly [number, string])[]];

/** All sessions, as they are written into a snapshot. */
export interface WrittenSessions {
  readonly bounds: SessionBounds;
  /** Replicated time, in milliseconds. */
  readonly time: number;
  /** From the one that was used least recently on. */
  readonly sessions: readonly WrittenSession[];
}

/** The bounds before any are set: ten thousand sessions, an hour unused, a thousand answers each. */
export const defaultSessionBounds: SessionBounds = { maxSessions: 10_000, timeoutMs: 3_600_000, maxOutstanding: 1000 };

/** Gives a command to the state machine behind the sessions, and its answer back as a text. */
export type Execute = (request: SendCommand, time: number) => string;

const refusal = (reason: SessionRefusal): SessionAnswer<never> => ({ kind: 'refused', reason });
const done: SessionAnswer<never> = { kind: 'done' };
const unknownSession = refusal('unknownSession');
const alreadyAnswered = refusal('alreadyAnswered');
const tooManyOutstanding = refusal('tooManyOutstanding');

export class SessionTable {
  protected bounds: SessionBounds = defaultSessionBounds;
  protected time = 0;
  /** From the one that was used least recently on. Since time never goes back, those that expire stand first. */
  protected sessions: Map<Index, KeptSession> = new Map<Index, KeptSession>();

  /** Does what a command of the log asks. */
  apply(asked: SessionCommand, index: Index, execute: Execute): SessionAnswer<string> {
    if (asked.kind === 'bound') return this.setBounds(asked);
    this.advance(asked.time);
    if (asked.kind === 'tick') return done;
    if (asked.kind === 'open') return this.open(index);
    const session = this.find(asked.session, index);
    if (session === undefined) return unknownSession;
    if (asked.kind === 'end') this.sessions.delete(asked.session);
    else this.use(asked.session, session);
    return asked.kind === 'command' ? this.answer(asked, session, execute) : done;
  }

  /** All of it, as plain values. */
  written(): WrittenSessions {
    const sessions = [...this.sessions].map(
      ([id, { lastUsed, firstUnanswered, answers }]): WrittenSession => [id, lastUsed, firstUnanswered, [...answers]],
    );
    return { bounds: this.bounds, time: this.time, sessions };
  }

  /** Becomes what was written. */
  restore({ bounds, time, sessions }: WrittenSessions): void {
    this.bounds = bounds;
    this.time = time;
    this.sessions = new Map(
      sessions.map(([id, lastUsed, firstUnanswered, answers]) => [
        id,
        { lastUsed, firstUnanswered, answers: new Map(answers) },
      ]),
    );
  }

  /** The clocks of two leaders differ, and time goes on all the same: it stands still until a clock has come to it. */
  protected advance(time: number): void {
    this.time = Math.max(this.time, time);
    for (const [id, session] of this.sessions) {
      if (!this.hasExpired(session)) break;
      this.sessions.delete(id);
    }
  }

  protected hasExpired({ lastUsed }: KeptSession): boolean {
    return this.time - lastUsed > this.bounds.timeoutMs;
  }

  protected open(index: Index): SessionAnswer<never> {
    this.sessions.set(index, { lastUsed: this.time, firstUnanswered: 1, answers: new Map() });
    this.makeRoom();
    return { kind: 'opened', session: index };
  }

  protected setBounds({ maxSessions, timeoutMs, maxOutstanding }: SessionBounds): SessionAnswer<never> {
    this.bounds = { maxSessions, timeoutMs, maxOutstanding };
    this.advance(this.time);
    this.makeRoom();
    return done;
  }

  protected makeRoom(): void {
    while (this.sessions.size > this.bounds.maxSessions) this.sessions.delete(this.leastRecentlyUsed());
  }

  protected leastRecentlyUsed(): Index {
    const [first = 0] = this.sessions.keys();
    return first;
  }

  /** The session of an id, as it is when the entry of this index is applied; undefined: there is none. */
  protected find(id: Index, _index: Index): KeptSession | undefined {
    return this.sessions.get(id);
  }

  /** Puts a session last in the order of use. */
  protected use(id: Index, session: KeptSession): void {
    this.sessions.delete(id);
    this.sessions.set(id, session);
    session.lastUsed = this.time;
  }

  /** Gives the answer that is kept, or executes the command and keeps its answer. */
  protected answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    const { serialNumber, firstUnanswered } = request;
    this.forget(session, firstUnanswered);
    if (serialNumber < session.firstUnanswered) return alreadyAnswered;
    const kept = session.answers.get(serialNumber);
    if (kept !== undefined) return { kind: 'answered', answer: kept };
    if (serialNumber >= session.firstUnanswered + this.bounds.maxOutstanding) return tooManyOutstanding;
    const answer = execute(request, this.time);
    session.answers.set(serialNumber, answer);
    return { kind: 'answered', answer };
  }

  /** The client needs the answers below a serial number no more. An older copy of a command may say less than was said before. */
  protected forget(session: KeptSession, firstUnanswered: number): void {
    if (firstUnanswered <= session.firstUnanswered) return;
    session.firstUnanswered = firstUnanswered;
    for (const serialNumber of session.answers.keys())
      if (serialNumber < firstUnanswered) session.answers.delete(serialNumber);
  }
}
