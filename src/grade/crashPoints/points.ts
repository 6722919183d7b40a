/** Where servers crash in a run: right before and right after what they save and reply, each thing once for each server. */
import type { StagePacket } from '../schedules/packet.ts';
import { entriesIn } from '../schedules/packet.ts';
import type { CrashPlace, ServerOutput } from './outputs.ts';

/** What a server crashes at. */
export type CrashKind = 'save' | 'reply';

/** A place to crash at, and by which of the two it is counted. */
export interface ServerCrashPoint extends CrashPlace {
  readonly kind: CrashKind;
  /** Is it right before a save as well, which was of the same moment? */
  readonly isBeforeSave: boolean;
}

/**
 * The points of a run: of each server the last save of each kind, and the last reply of each kind, right before and right after
 * it. What was done before that is the same once more. Saves are of one kind if the same kind of message leaves behind them.
 *
 * @param outputs All that servers did in it.
 * @param sent The packets of the run, as the stage knows them.
 * @param from What servers did before is no point.
 */
export const crashPointsOf = (
  outputs: readonly ServerOutput[],
  sent: readonly StagePacket[],
  from: number,
): readonly ServerCrashPoint[] => {
  const packets = new Map(sent.map((staged) => [staged.packet, staged]));
  const stagedOf = ({ packet }: ServerOutput): StagePacket | undefined => packet && packets.get(packet);
  const recent = outputs.slice(from);
  const chosen = [...new Set(recent.map(({ server }) => server))].flatMap((server) => {
    const its = recent.filter((output) => output.server === server);
    const last = new Map<string, { readonly output: ServerOutput; readonly kind: CrashKind }>();
    for (const output of its) {
      const kind = kindOf(output, stagedOf(output));
      if (!kind) continue;
      const message = kind === 'reply' ? output : its.find((next) => isLeavingBehind(next, output));
      last.set(`${kind} ${wordsOf(message && stagedOf(message))}`, { output, kind });
    }
    return [...last.values()].flatMap(({ output, kind }) => [
      { output, side: 'before' as const, kind, isBeforeSave: false },
      { output, side: 'after' as const, kind, isBeforeSave: isBeforeSave(output, its) },
    ]);
  });
  const taken = new Set(chosen.flatMap(({ output, side }) => (side === 'after' ? [keyOf(output, 1)] : [])));
  // right before something is right after what came before it, if that is a point as well
  return chosen.filter(({ output, side }) => side === 'after' || !taken.has(keyOf(output, 0)));
};

const kindOf = ({ type, isChange }: ServerOutput, staged: StagePacket | undefined): CrashKind | undefined => {
  if (type === 'save') return isChange ? 'save' : undefined;
  return staged && isTelling(staged) ? 'reply' : undefined;
};

const isLeavingBehind = (next: ServerOutput, { place, atMs }: ServerOutput): boolean =>
  next.type === 'packet' && next.place > place && next.atMs === atMs;

const wordsOf = (staged: StagePacket | undefined): string =>
  staged ? `${staged.message.kind} ${staged.message.type}` : '';

const isBeforeSave = ({ place, atMs }: ServerOutput, its: readonly ServerOutput[]): boolean =>
  its.some((next) => next.place === place + 1 && next.atMs === atMs && next.type === 'save' && next.isChange);

const keyOf = ({ server, place }: ServerOutput, after: number): string => `${server} ${place + after}`;

/** A reply on which others build: a vote, entries that were taken, a snapshot. */
const isTelling = (staged: StagePacket): boolean => {
  const { type, kind, granted, success } = staged.message;
  if (type !== 'reply') return false;
  if (kind === 'vote') return granted === true;
  return kind === 'snapshot' || (kind === 'append' && success === true && entriesIn(staged) > 0);
};
