/** What the page shows and does, without how it looks: one object that tells whoever draws it that something has changed. */
import { defectIds, defectOf } from '../../../model/experiments/index.ts';
import type { ClauseId } from '../../core/clauses.ts';
import { protocolWith } from '../../core/extensions/index.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Message, ServerId } from '../../core/types.ts';
import { readTraceFile, writeTraceFile } from '../../trace/traceFile.ts';
import { pack, unpack } from '../address.ts';
import { OPENING_ID, type Opening } from '../opening.ts';
import { readSession, writeSession } from '../session/document.ts';
import type { Frame } from '../session/frame.ts';
import { History } from '../session/history.ts';
import type { Move } from '../session/move.ts';
import { newSession, type PlaySession, RECORDED } from '../session/playSession.ts';
import { recordedProtocol } from '../session/recorded.ts';
import { recordingOf, sessionOf } from '../session/recording.ts';
import { Clock } from './clock.ts';

/** What was clicked. */
export type Selection =
  | { readonly kind: 'server'; readonly id: ServerId }
  | { readonly kind: 'message'; readonly id: number }
  | null;

const FRESH = newSession(['S1', 'S2', 'S3'], 7);

/** Browsers keep addresses of many times this length; programs that addresses are pasted into often do not. */
const MAX_ADDRESS = 60_000;

export class Explorer {
  history: History = historyOf(FRESH);
  selection: Selection = null;
  /** The clause whose text is shown. */
  clause: ClauseId | null = null;
  /** Something that the user should know: one sentence. */
  notice = '';
  readonly clock: Clock;
  #commands = 0;
  /** How often the address was to be written: only the last one counts. */
  #addresses = 0;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.clock = new Clock(this, onChange);
  }

  get frame(): Frame {
    return this.history.frame;
  }

  get protocol(): Protocol {
    return protocolOf(this.history.session);
  }

  /** Changes something, and has it drawn. */
  update(change: () => void): void {
    change();
    this.#onChange();
  }

  select(selection: Selection): void {
    this.update(() => {
      this.selection = selection;
    });
  }

  /** Shows what the spec says; null: no longer. */
  showClause(clause: ClauseId | null): void {
    this.update(() => {
      this.clause = clause;
    });
  }

  /** Somebody moves: at the moment that is shown, and instead of what came next before. */
  do(move: Move): void {
    this.clock.pause();
    const atMs = this.clock.nowMs;
    this.#tell(() => {
      if (!this.history.do({ move, atMs })) this.notice = 'That can not happen now.';
    });
  }

  /** The next thing that is due, or that came next before. */
  step(): void {
    this.clock.pause();
    this.#tell(() => {
      this.goOn();
    });
  }

  /** Goes on by one frame without telling; false: there is nothing to go on with. */
  goOn(): boolean {
    if (this.history.canRedo) {
      this.history.redo();
      return true;
    }
    const next = this.history.next();
    return next !== undefined && this.history.do(next);
  }

  undo(): void {
    this.clock.pause();
    this.#tell(() => this.history.undo());
  }

  redo(): void {
    this.clock.pause();
    this.#tell(() => this.history.redo());
  }

  goTo(number: number): void {
    this.clock.pause();
    this.#tell(() => this.history.goTo(number));
  }

  choose(branch: number): void {
    this.clock.pause();
    this.#tell(() => this.history.choose(branch));
  }

  command(id: ServerId, text: string): void {
    this.do({ type: 'event', id, event: { type: 'clientCommand', command: text || this.nextCommand } });
    this.#commands++;
  }

  /** A command that nobody has thought of: a, b, c. */
  get nextCommand(): string {
    return 'abcdefghijklmnopqrstuvwxyz'[this.#commands % 26] ?? 'a';
  }

  snapshot(id: ServerId): void {
    this.do(this.history.snapshotMove(id).move);
  }

  /** The same moves by other rules: what can't happen by them is left out. */
  useRules(mutant: string | null): void {
    const { frame } = this;
    this.open({ ...this.history.played, mutant });
    if (this.notice === '' && frame.violations.length > 0 && this.frame.violations.length === 0)
      this.update(() => {
        this.notice = 'By these rules nothing is broken.';
      });
  }

  open(session: PlaySession): void {
    this.clock.pause();
    this.selection = null;
    this.#commands = 0;
    const { mutant } = session;
    const isThere = mutant === null || ruleNames.has(mutant);
    this.#tell(() => {
      this.history = historyOf(isThere ? session : { ...session, mutant: null });
      const { skipped } = this.history;
      if (!isThere) this.notice = `The rules ${mutant} are not in this page: these are the shipped ones.`;
      else if (skipped > 0)
        this.notice = `${skipped} of the moves can not happen by these rules, and ${skipped === 1 ? 'is' : 'are'} left out.`;
    });
  }

  /** Opens a trace file. */
  load(name: string, text: string): void {
    const read = readTraceFile(text);
    if (read.ok) {
      this.open(sessionOf(name, read.recording, this.history.session.mutant));
      return;
    }
    this.update(() => {
      this.notice = `${name} is no trace: ${read.because}. Give a file that figure2 has written.`;
    });
  }

  /** What was played, as a trace file. */
  get file(): string {
    return writeTraceFile(recordingOf(this.history.session, this.history.path));
  }

  /** Writes what was played into the address of the page; false: it is too long for one. */
  async keepInAddress(): Promise<boolean> {
    const turn = ++this.#addresses;
    const address = await pack(writeSession(this.history.played));
    const fits = address.length <= MAX_ADDRESS;
    // an address that holds something else than what is seen would be worse than one that holds nothing
    if (turn === this.#addresses) replaceAddress(fits ? `#${address}` : location.pathname);
    return fits;
  }

  /** Opens what the address of the page holds, or else what the command line has put into the page. */
  async openAddress(): Promise<void> {
    const address = location.hash.slice(1);
    const text = address === '' ? opening && { ok: true as const, value: opening.session } : await unpack(address);
    if (!text) return;
    const read = text.ok ? readSession(text.value) : text;
    if (read.ok) this.open(read.value);
    else {
      this.update(() => {
        this.notice = `The address holds no session: ${read.because}.`;
      });
    }
  }

  /** Did the shipped rules take the last step, since those that were recorded were never asked? */
  get isBeyondRecord(): boolean {
    const { step } = this.frame;
    return (
      step !== undefined &&
      this.history.session.mutant === RECORDED &&
      !recorded?.protocol.knows(step.before, step.event)
    );
  }

  /** The message in flight that is selected. */
  get selectedMessage(): Message | undefined {
    const { selection } = this;
    return selection?.kind === 'message' ? this.frame.flight.find(({ id }) => id === selection.id)?.message : undefined;
  }

  #tell(change: () => void): void {
    this.notice = '';
    change();
    this.clock.look();
    void this.keepInAddress();
    this.#onChange();
  }
}

/** Browsers refuse to change the address too often; the next change will do. */
const replaceAddress = (address: string): void => {
  try {
    globalThis.history.replaceState(null, '', address);
  } catch {
    // see above
  }
};

const readOpening = (): Opening | undefined => {
  const json = document.getElementById(OPENING_ID)?.textContent;
  return json === undefined ? undefined : (JSON.parse(json) as Opening);
};

const opening = readOpening();
const recorded = opening?.recorded && { ...opening.recorded, protocol: recordedProtocol(opening.recorded) };

/** Where the rules that were recorded come from, if there are any. */
export const recordedName: string | undefined = recorded?.name;

/** The rules that a session may name. */
const ruleNames: ReadonlySet<string> = new Set([...defectIds(), ...(recorded ? [RECORDED] : [])]);

const protocolOf = ({ mutant, setting }: PlaySession): Protocol =>
  (mutant === RECORDED ? recorded?.protocol : undefined) ??
  (mutant === null ? undefined : defectOf(mutant)?.protocol) ??
  protocolWith(setting.extensions);

const historyOf = (session: PlaySession): History => new History(session, protocolOf(session));
