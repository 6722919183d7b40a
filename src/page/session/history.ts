/** What was played, as a tree: undo goes back, redo goes on, and something else instead is a branch. */
import type { Protocol } from '../../core/protocol.ts';
import type { Frame } from './frame.ts';
import { formatTimedMove, type TimedMove } from './move.ts';
import { Play } from './play.ts';
import type { PlaySession } from './playSession.ts';

/** A frame with what came after it. */
interface Place {
  readonly frame: Frame;
  readonly parent: Place | undefined;
  readonly children: Place[];
  /** Which of the children redo goes to. */
  chosen: number;
}

/** How the frames go on at a place. */
export interface Branch {
  readonly frame: Frame;
  readonly isChosen: boolean;
}

export class History {
  readonly session: PlaySession;
  /** Moves of the session that could not happen, such as the arrival of a message that these rules never sent. */
  readonly skipped: number;
  readonly #protocol: Protocol;
  #here: Place;
  /** A play that stands at `#playedTo`; made anew when somebody goes on from elsewhere. */
  #play: Play;
  #playedTo: Place;

  constructor(session: PlaySession, protocol: Protocol) {
    this.session = session;
    this.#protocol = protocol;
    this.#play = new Play(session, protocol);
    this.#here = { frame: this.#play.frame, parent: undefined, children: [], chosen: 0 };
    this.#playedTo = this.#here;
    const made = session.moves.map((move) => this.do(move));
    this.skipped = made.filter((isMade) => !isMade).length;
    if (session.at !== undefined) this.goTo(made.slice(0, session.at).filter(Boolean).length);
  }

  /** The frame that is shown. */
  get frame(): Frame {
    return this.#here.frame;
  }

  /** The frames from the beginning over the one that is shown to the end of its branch. */
  get path(): readonly Frame[] {
    return this.#path.map(({ frame }) => frame);
  }

  /** The ways to go on from here, in the order in which they were first taken. */
  get branches(): readonly Branch[] {
    return this.#here.children.map(({ frame }, place) => ({ frame, isChosen: place === this.#here.chosen }));
  }

  /** Where the path can go another way: the numbers of the frames with several that follow. */
  get forks(): readonly number[] {
    return this.#path.filter(({ children }) => children.length > 1).map(({ frame }) => frame.number);
  }

  get canUndo(): boolean {
    return this.#here.parent !== undefined;
  }

  get canRedo(): boolean {
    return this.#here.children.length > 0;
  }

  /** The frame that redo goes to. */
  get following(): Frame | undefined {
    return this.#here.children[this.#here.chosen]?.frame;
  }

  /** Makes a move happen here; false: it can't. A move that was made here before is not made again but gone to. */
  do(move: TimedMove): boolean {
    const play = this.#playHere();
    const frame = play.do(move);
    if (!frame) return false;
    const known = this.#here.children.findIndex(({ frame: { by } }) => isSame(by, frame.by));
    if (known === -1) this.#here.children.push({ frame, parent: this.#here, children: [], chosen: 0 });
    this.#here.chosen = known === -1 ? this.#here.children.length - 1 : known;
    this.redo();
    this.#playedTo = this.#here;
    return true;
  }

  /** What is due next here. */
  next(): TimedMove | undefined {
    return this.#playHere().next();
  }

  /** The move that would make a server write a snapshot of what it has applied. */
  snapshotMove(id: string): TimedMove {
    const { index, data } = this.#playHere().snapshot(id);
    return { move: { type: 'event', id, event: { type: 'compact', index, data } } };
  }

  undo(): void {
    this.#here = this.#here.parent ?? this.#here;
  }

  redo(): void {
    this.#here = this.#here.children[this.#here.chosen] ?? this.#here;
  }

  /** Shows the frame with this number of the path. */
  goTo(number: number): void {
    const path = this.#path;
    this.#here = path[Math.min(Math.max(0, number), path.length - 1)] ?? this.#here;
  }

  /** Goes on another way from here. */
  choose(branch: number): void {
    this.#here.chosen = branch;
    this.redo();
  }

  /** The session that an address or a file is to hold: what was played up to the end of this branch. */
  get played(): PlaySession {
    const moves = this.path.flatMap(({ by }) => (by ? [by] : []));
    return { ...this.session, moves, at: this.frame.number };
  }

  get #path(): readonly Place[] {
    const path = lineage(this.#here);
    for (let place = this.#here.children[this.#here.chosen]; place; place = place.children[place.chosen])
      path.push(place);
    return path;
  }

  #playHere(): Play {
    if (this.#playedTo === this.#here) return this.#play;
    this.#play = new Play(this.session, this.#protocol);
    for (const { frame } of lineage(this.#here)) if (frame.by) this.#play.do(frame.by);
    this.#playedTo = this.#here;
    return this.#play;
  }
}

/** The places from the beginning to this one. */
const lineage = (here: Place): Place[] => {
  const places: Place[] = [];
  for (let place: Place | undefined = here; place; place = place.parent) places.push(place);
  return places.reverse();
};

const isSame = (one: TimedMove | undefined, other: TimedMove | undefined): boolean =>
  one !== undefined && other !== undefined && formatTimedMove(one) === formatTimedMove(other);
