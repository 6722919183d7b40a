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

/** Who crashes. The third server is the one with whom they go on. */
const crashing = [0, 1];

/** Of each kind, so many of the last things that a server did: those before are the same once more. */
const OF_EACH = 1;

/**
 * The points of a run.
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
  const kindOf = ({ type, packet, isChange }: ServerOutput): CrashKind | undefined => {
    if (type === 'save') return isChange ? 'save' : undefined;
    const staged = packet && packets.get(packet);
    return staged && isTelling(staged) ? 'reply' : undefined;
  };
  const chosen = crashing.flatMap((server) => {
    const its = outputs.slice(from).filter((output) => output.server === server);
    return (['save', 'reply'] as const).flatMap((kind) =>
      its
        .filter((output) => kindOf(output) === kind)
        .slice(-OF_EACH)
        .flatMap((output) => [
          { output, side: 'before' as const, kind, isBeforeSave: false },
          { output, side: 'after' as const, kind, isBeforeSave: isBeforeSave(output, its) },
        ]),
    );
  });
  const taken = new Set(chosen.flatMap(({ output, side }) => (side === 'after' ? [keyOf(output, 1)] : [])));
  // right before something is right after what came before it, if that is a point as well
  return chosen.filter(({ output, side }) => side === 'after' || !taken.has(keyOf(output, 0)));
};

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
