import { mutants } from '../../../model/mutants/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { History } from '../../../src/page/session/history.ts';
import { formatTimedMove, parseMove, type TimedMove } from '../../../src/page/session/move.ts';
import { newSession, type PlaySession } from '../../../src/page/session/playSession.ts';

export const protocolOf = (id: string): Protocol => {
  const found = mutants.find((mutant) => mutant.id === id);
  if (!found) throw new Error(`there is no mutant ${id}`);
  return found.protocol;
};

export const moveOf = (line: string): TimedMove => {
  const read = parseMove(line);
  if (!read.ok) throw new Error(`${read.because}: ${line}`);
  return read.value;
};

export const fresh = (count = 3, seed = 7): PlaySession =>
  newSession(
    Array.from({ length: count }, (_, place) => `S${place + 1}`),
    seed,
  );

export const historyOf = (session: PlaySession = fresh(), protocol: Protocol = shippedProtocol): History =>
  new History(session, protocol);

/** Lets virtual time run for so many frames. */
export const run = (history: History, frames: number): void => {
  for (let frame = 0; frame < frames; frame++) {
    const next = history.next();
    if (!next || !history.do(next)) throw new Error('nothing goes on');
  }
};

export const linesOf = (history: History): readonly string[] =>
  history.path.flatMap(({ by }) => (by ? [formatTimedMove(by)] : []));
