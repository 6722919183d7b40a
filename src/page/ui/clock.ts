/** Lets virtual time run, at any speed. Between two frames only the moment that is shown changes. */
import type { Frame } from '../session/frame.ts';
import type { History } from '../session/history.ts';

/** What is played. */
export interface Played {
  readonly history: History;
  readonly frame: Frame;
  readonly goOn: () => boolean;
  readonly keepInAddress: () => Promise<boolean>;
}

/** Milliseconds of virtual time in a second. */
export const speeds = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000] as const;

/** A recording has no times: so long each of its steps is shown, in virtual time. */
const UNTIMED_MS = 20;

/** A tab that was in the background, or a slow machine, must not have to catch up. */
const MAX_LEAP_MS = 100;

const MAX_FRAMES_AT_ONCE = 200;

export class Clock {
  isRunning = false;
  speed: (typeof speeds)[number] = 50;
  /** The moment that is shown, in milliseconds of virtual time. */
  nowMs = 0;
  #shownMs = 0;
  #last = 0;
  readonly #played: Played;
  readonly #onChange: () => void;

  constructor(played: Played, onChange: () => void) {
    this.#played = played;
    this.#onChange = onChange;
  }

  run(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.#last = performance.now();
    this.#goOn();
    this.#onChange();
  }

  pause(): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    void this.#played.keepInAddress();
    this.#onChange();
  }

  /** Another frame is shown: its moment is now. */
  look(): void {
    this.nowMs = this.#played.frame.nowMs;
    this.#shownMs = 0;
  }

  #goOn(): void {
    if (this.isRunning) requestAnimationFrame((time) => this.#tick(time));
  }

  #tick(time: number): void {
    if (!this.isRunning) return;
    const passed = (Math.min(time - this.#last, MAX_LEAP_MS) / 1000) * this.speed;
    this.#last = time;
    this.#advance(passed);
    this.#onChange();
    this.#goOn();
  }

  #advance(passedMs: number): void {
    let leftMs = passedMs;
    for (let frames = 0; frames < MAX_FRAMES_AT_ONCE; frames++) {
      const waitMs = this.#waitMs();
      if (waitMs > leftMs) {
        this.nowMs += leftMs;
        this.#shownMs += leftMs;
        return;
      }
      leftMs -= Math.max(0, waitMs);
      if (!this.#played.goOn()) {
        this.pause();
        return;
      }
      this.look();
      const { violations, number } = this.#played.frame;
      if (violations.some((fallen) => fallen.number === number)) {
        this.pause();
        return;
      }
    }
  }

  /** How long until the next frame. */
  #waitMs(): number {
    const { history } = this.#played;
    const next = history.branches.find(({ isChosen }) => isChosen)?.frame;
    if (!next) return (history.next()?.atMs ?? this.nowMs) - this.nowMs;
    return next.by?.atMs === undefined ? UNTIMED_MS - this.#shownMs : next.nowMs - this.nowMs;
  }
}
