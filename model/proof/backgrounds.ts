/** All disks and pasts within bounds of which some conjuncts are true. */
import { lastTerm } from '../../src/core/log.ts';
import type { Durable, ServerId } from '../../src/core/types.ts';
import type { Conjunct } from './conjuncts.ts';
import { Facts } from './facts.ts';
import type { Acceptance, Leadership, Past, PastVote } from './past.ts';
import { type Bounds, disksOf, logsOf } from './space.ts';

/** One server's part of a background: its disk, and what it has done in terms that it has left. */
interface Piece {
  readonly disk: Durable;
  readonly votes: readonly PastVote[];
  readonly acceptances: readonly Acceptance[];
  readonly text: string;
}

/** How many there were to look at, counted as they are looked at. */
export interface BackgroundCount {
  looked: number;
}

/** Who may have led, and with which logs. Servers are named in the order in which they lead: names make no difference. */
function* pastsOf({ servers, terms, entries }: Bounds): Generator<readonly Leadership[]> {
  const extend = function* (term: number, before: readonly Leadership[]): Generator<readonly Leadership[]> {
    if (term > terms) {
      yield before;
      return;
    }
    yield* extend(term + 1, before);
    const known = new Set(before.map(({ id }) => id)).size;
    for (const id of servers.slice(0, known + 1))
      for (const log of logsOf(entries, term)) yield* extend(term + 1, [...before, { term, id, log }]);
  };
  yield* extend(1, []);
}

const productOf = <T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  choices.reduce<readonly (readonly T[])[]>(
    (found, next) => found.flatMap((some) => next.map((each) => [...some, each])),
    [[]],
  );

/** All that a server may have on its disk and in its past. What it does in its current term is on its disk. */
const piecesOf = (
  bounds: Bounds,
  id: ServerId,
  leaderships: readonly Leadership[],
  alone: readonly Conjunct[],
): Piece[] =>
  disksOf(bounds, id).flatMap((disk) => {
    const { currentTerm, votedFor } = disk;
    const earlier = Array.from({ length: Math.max(0, currentTerm - 1) }, (_, place) => place + 1);
    const now = {
      votes: votedFor === null ? [] : [{ voter: id, term: currentTerm, candidate: votedFor }],
      acceptances:
        currentTerm > 0 && lastTerm(disk.log) === currentTerm
          ? [{ server: id, term: currentTerm, index: disk.log.lastIndex }]
          : [],
    };
    const votes = productOf(
      earlier.map((term) => [[], ...bounds.servers.map((candidate) => [{ voter: id, term, candidate }])]),
    );
    const acceptances = productOf(
      earlier.map((term) => {
        const log = leaderships.find((each) => each.term === term)?.log ?? [];
        const own = log.flatMap((entry, place) => (entry.term === term ? [place + 1] : []));
        return [[], ...own.map((index) => [{ server: id, term, index }])];
      }),
    );
    return votes.flatMap((voted) =>
      acceptances.flatMap((accepted) => {
        const past = {
          votes: [...now.votes, ...voted.flat()],
          acceptances: [...now.acceptances, ...accepted.flat()],
        };
        const facts = new Facts({ past: { ...past, leaderships }, disks: { [id]: disk } });
        if (!alone.every((conjunct) => conjunct.of !== 'disk' || conjunct.holds(facts, id))) return [];
        const text = JSON.stringify([
          currentTerm,
          votedFor,
          disk.log,
          voted,
          accepted.flat().map(({ index }) => index),
        ]);
        return [{ disk, ...past, text }];
      }),
    );
  });

const swapNames = (text: string, a: ServerId, b: ServerId): string =>
  text.replaceAll(a, '#').replaceAll(b, a).replaceAll('#', b);

/** Is there an equal background in which servers that have not led are named otherwise, and that comes first? */
const isRenamed = (pieces: readonly Piece[], free: readonly number[], servers: readonly ServerId[]): boolean =>
  free.some((one, place) =>
    free.slice(place + 1).some((other) => {
      const [a = '', b = ''] = [servers[one], servers[other]];
      const text = pieces.map((piece) => piece.text);
      const renamed = text.map((each) => swapNames(each, a, b));
      [renamed[one], renamed[other]] = [renamed[other] ?? '', renamed[one] ?? ''];
      return renamed.join() < text.join();
    }),
  );

/** All backgrounds within bounds of which these conjuncts are true, each once up to the names of servers. */
export function* backgroundsOf(
  bounds: Bounds,
  conjuncts: readonly Conjunct[],
  count: BackgroundCount = { looked: 0 },
): Generator<Facts> {
  const { servers } = bounds;
  const alone = conjuncts.filter((conjunct) => conjunct.of === 'disk' && conjunct.alone);
  const together = conjuncts.filter((conjunct) => !alone.includes(conjunct));
  const mustBeElected = conjuncts.some(({ name }) => name === 'elected');
  for (const leaderships of pastsOf(bounds)) {
    const pieces = servers.map((id) => piecesOf(bounds, id, leaderships, alone));
    const free = servers.flatMap((id, place) => (leaderships.some((each) => each.id === id) ? [] : [place]));
    const voters = pieces.map((each) => each.map((piece) => votersOf(piece, leaderships)));
    for (const places of placesOf(pieces, voters, mustBeElected ? leaderships.length : 0, servers.length)) {
      count.looked++;
      const chosen = places.flatMap((place, server) => pieces[server]?.[place] ?? []);
      const past: Past = {
        votes: chosen.flatMap(({ votes }) => votes),
        leaderships,
        acceptances: chosen.flatMap(({ acceptances }) => acceptances),
      };
      const facts = new Facts({ past, disks: Object.fromEntries(chosen.map(({ disk }) => [disk.id, disk])) });
      if (!holdsTogether(facts, together)) continue;
      if (!isRenamed(chosen, free, servers)) yield facts;
    }
  }
}

/** For which of the leaders a piece has a vote, a bit for each. */
const votersOf = ({ votes }: Piece, leaderships: readonly Leadership[]): number =>
  leaderships.reduce(
    (bits, { term, id }, place) =>
      votes.some((vote) => vote.term === term && vote.candidate === id) ? bits | (1 << place) : bits,
    0,
  );

/** One piece for each server. Where no leader may lack a majority, such choices are left out before they are made. */
function* placesOf(
  pieces: readonly (readonly Piece[])[],
  voters: readonly (readonly number[])[],
  elected: number,
  servers: number,
): Generator<readonly number[]> {
  const counts = new Array<number>(elected).fill(0);
  const places: number[] = [];
  const isHopeless = (): boolean => counts.some((count) => 2 * (count + servers - places.length) <= servers);
  const choose = function* (): Generator<readonly number[]> {
    if (isHopeless()) return;
    if (places.length === servers) {
      yield places;
      return;
    }
    const server = places.length;
    for (let place = 0; place < (pieces[server]?.length ?? 0); place++) {
      const bits = voters[server]?.[place] ?? 0;
      for (let each = 0; each < elected; each++) if (bits & (1 << each)) counts[each] = (counts[each] ?? 0) + 1;
      places.push(place);
      yield* choose();
      places.pop();
      for (let each = 0; each < elected; each++) if (bits & (1 << each)) counts[each] = (counts[each] ?? 0) - 1;
    }
  };
  yield* choose();
}

/** Are all conjuncts true that are about disks and the past alone? */
export const holdsTogether = (facts: Facts, conjuncts: readonly Conjunct[]): boolean =>
  conjuncts.every(
    (conjunct) =>
      (conjunct.of !== 'cluster' || conjunct.holds(facts)) &&
      (conjunct.of !== 'disk' || facts.ids.every((id) => conjunct.holds(facts, id))),
  );
