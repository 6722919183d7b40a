/** Defects of sessions, each one that somebody has made or could: the shipped table with one decision replaced, at one or both servers. */
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Index } from '../../src/core/types.ts';
import type { SendCommand, SessionCommand } from '../../src/kv/sessionCommand.ts';
import {
  type Execute,
  type KeptSession,
  type SessionAnswer,
  SessionTable,
  type WrittenSessions,
} from '../../src/kv/sessionTable.ts';
import { behindSessions, jsonAnswers } from '../../src/kv/withSessions.ts';
import type { SessionsAt, WorldServer } from './world.ts';

/** A state machine with sessions in which something is wrong. */
export interface SessionDefect {
  /** Unique among all defects, at most 20 characters. */
  readonly id: string;
  /** The defect in a few words. */
  readonly title: string;
  /** The clause that it breaks. */
  readonly clause: ClauseId;
  /** The property of the world that is false with it; undefined: only the naive twin tells it, and `harm` says what it does. */
  readonly violates?: string;
  /** What it does to a client, where no property of the small world is false. */
  readonly harm?: string;
  readonly sessionsAt: SessionsAt;
}

const twice = 'no command is executed twice';
const unequal = 'both servers answer the same, and hold the same';
const lost = 'what is refused as answered was executed';

const by =
  (tableAt: (server: WorldServer) => SessionTable): SessionsAt =>
  (machine, server) =>
    behindSessions(
      machine,
      jsonAnswers as { write: (answer: string) => string; read: (text: string) => string },
      tableAt(server),
    );

const defect = (
  id: string,
  title: string,
  violates: string,
  tableAt: (server: WorldServer) => SessionTable,
): SessionDefect => ({ id, title, clause: 'CL-2', violates, sessionsAt: by(tableAt) });

/** A duplicate is taken for a new command. */
class KeepsNothing extends SessionTable {
  protected override answer(request: SendCommand, _: KeptSession, execute: Execute): SessionAnswer<string> {
    return { kind: 'answered', answer: execute(request, this.time) };
  }
}

/** A server that comes back from a snapshot knows the sessions, and not what they have executed. */
class WritesNoAnswers extends SessionTable {
  override written(): WrittenSessions {
    const { sessions, ...rest } = super.written();
    return { ...rest, sessions: sessions.map(([id, lastUsed, first]) => [id, lastUsed, first, []]) };
  }
}

/** The table is beside the replicated state: it is not written down. */
class WritesNoSessions extends SessionTable {
  override written(): WrittenSessions {
    return { ...super.written(), sessions: [] };
  }
}

/** The order of use is not written down: what comes back is in the order of the ids. */
class WritesByIds extends SessionTable {
  override written(): WrittenSessions {
    const { sessions, ...rest } = super.written();
    return { ...rest, sessions: [...sessions].sort(([one], [other]) => one - other) };
  }
}

/** What is above the first unanswered number is taken for answered, and what is below for new. */
class ComparesBackwards extends SessionTable {
  protected override answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    if (request.serialNumber > session.firstUnanswered) return { kind: 'refused', reason: 'alreadyAnswered' };
    return super.answer(request, session, execute);
  }
}

/** Only the latest number is known, and older ones are taken for new. */
class ComparesLatest extends SessionTable {
  protected override answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    for (const known of session.answers.keys()) if (known !== request.serialNumber) session.answers.delete(known);
    return super.answer(request, session, execute);
  }
}

/** One number for each session, as if it had one command outstanding: whatever is not above it was executed. */
class KeepsLatest extends SessionTable {
  protected override answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    const latest = Math.max(0, ...session.answers.keys());
    if (request.serialNumber < latest) return { kind: 'refused', reason: 'alreadyAnswered' };
    return super.answer(request, session, execute);
  }
}

/** The answer that the client still waits for is forgotten with those before it. */
class ForgetsOneMore extends SessionTable {
  protected override answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    const given = super.answer(request, session, execute);
    session.answers.delete(session.firstUnanswered);
    return given;
  }
}

/** The late server has a clock of its own, and looks at it. */
class LooksAtClock extends SessionTable {
  readonly #clock: number;

  constructor(server: WorldServer) {
    super();
    this.#clock = server === 'late' ? 9 : 0;
  }

  protected override hasExpired({ lastUsed }: KeptSession): boolean {
    return Math.max(this.time, this.#clock) - lastUsed > this.bounds.timeoutMs;
  }
}

/** A session that is unknown is opened again under its old id. */
class OpensAgain extends SessionTable {
  protected override find(id: Index, index: Index): KeptSession | undefined {
    if (id < index && !this.sessions.has(id))
      this.sessions.set(id, { lastUsed: this.time, firstUnanswered: 1, answers: new Map() });
    return super.find(id, index);
  }
}

/** Where a session is unknown the command is executed all the same. */
class ExecutesUnknown extends SessionTable {
  override apply(asked: SessionCommand, index: Index, execute: Execute): SessionAnswer<string> {
    const given = super.apply(asked, index, execute);
    if (asked.kind !== 'command' || given.kind !== 'refused' || given.reason !== 'unknownSession') return given;
    return { kind: 'answered', answer: execute(asked, this.time) };
  }
}

/** Answers are kept by serial numbers alone, over all sessions. */
class SharesAnswers extends SessionTable {
  protected override answer(request: SendCommand, session: KeptSession, execute: Execute): SessionAnswer<string> {
    for (const other of this.sessions.values()) {
      const answer = other.answers.get(request.serialNumber);
      if (answer !== undefined) return { kind: 'answered', answer };
    }
    return super.answer(request, session, execute);
  }
}

/** Which session is the least recently used is asked of each server: one goes by the order in which it has heard of them. */
class EvictsByArrival extends SessionTable {
  readonly #server: WorldServer;

  constructor(server: WorldServer) {
    super();
    this.#server = server;
  }

  protected override leastRecentlyUsed(): Index {
    return this.#server === 'late' ? Math.min(...this.sessions.keys()) : super.leastRecentlyUsed();
  }
}

/** The clock of the last leader counts: a leader whose clock is behind makes time go back. */
class GoesBack extends SessionTable {
  protected override advance(time: number): void {
    this.time = Math.min(this.time, time);
    super.advance(time);
  }
}

/** A session is used by being opened, and by nothing after. */
class CountsFromOpening extends SessionTable {
  protected override use(): void {
    // as it was
  }
}

/** All of them. */
export const sessionDefects: readonly SessionDefect[] = [
  defect(
    'keeps-no-answers',
    'No answer is kept, so that a duplicate is taken for a new command',
    twice,
    () => new KeepsNothing(),
  ),
  defect('writes-no-answers', 'A snapshot has the sessions without their answers', twice, () => new WritesNoAnswers()),
  defect('writes-no-sessions', 'A snapshot has no sessions', unequal, () => new WritesNoSessions()),
  defect('writes-by-ids', 'A snapshot has not the order in which sessions were used', unequal, () => new WritesByIds()),
  defect(
    'compares-backwards',
    'What comes after the first unanswered command is taken for answered',
    lost,
    () => new ComparesBackwards(),
  ),
  defect(
    'compares-latest',
    'An older serial number than the latest is taken for new',
    twice,
    () => new ComparesLatest(),
  ),
  defect('keeps-latest', 'An older serial number than the latest is taken for executed', lost, () => new KeepsLatest()),
  defect(
    'forgets-one-more',
    'The answer that the client waits for is forgotten too',
    twice,
    () => new ForgetsOneMore(),
  ),
  defect(
    'looks-at-clock',
    'Sessions expire by the clock of each server',
    unequal,
    (server) => new LooksAtClock(server),
  ),
  defect('opens-again', 'A session that has ended is opened again by a command', twice, () => new OpensAgain()),
  defect('executes-unknown', 'A command of an unknown session is executed', twice, () => new ExecutesUnknown()),
  defect(
    'shares-answers',
    'A command gets the answer of another session',
    'an answer is that of the command',
    () => new SharesAnswers(),
  ),
  defect(
    'evicts-by-arrival',
    'Each server has its own order in which sessions end for newer ones',
    unequal,
    (server) => new EvictsByArrival(server),
  ),
  {
    id: 'goes-back',
    title: 'Replicated time goes back with the clock of a leader',
    clause: 'CL-2',
    harm: 'a session that was unused for too long lives on, or one that was used is taken for old',
    sessionsAt: by(() => new GoesBack()),
  },
  {
    id: 'counts-from-opening',
    title: 'A session is not used by its commands',
    clause: 'CL-2',
    harm: 'a client that is at work loses its session',
    sessionsAt: by(() => new CountsFromOpening()),
  },
];
