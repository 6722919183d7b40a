/** Sessions and the trace files of `figure2 replay`, in both directions. */

import { actionsOf } from '../../../model/counterexample/replay.ts';
import type { ServerId } from '../../core/types.ts';
import { formatAction } from '../../trace/grammar.ts';
import { type Recording, type ServerSummary, summaryOf, type TraceStep } from '../../trace/recording.ts';
import type { Frame } from './frame.ts';
import type { PlaySession } from './playSession.ts';

/** A recording as a session, to be played by the shipped rules or by a mutant. */
export const sessionOf = (title: string, { setting, trace }: Recording, mutant: string | null): PlaySession => ({
  title,
  setting,
  mutant,
  seed: 1,
  moves: actionsOf(trace.map(({ line }) => line)).map((move) => ({ move })),
});

/**
 * What was played, as a recording. It knows servers and messages and no clock; what a cut link lost is told as lost, copies and
 * delays are left out, since a network may always repeat and delay.
 */
export const recordingOf = ({ setting }: PlaySession, frames: readonly Frame[]): Recording => ({
  setting,
  trace: frames.flatMap((frame) => {
    const servers = summariesOf(frame);
    const lost = frame.lost.map((message): TraceStep => ({ line: formatAction({ type: 'lose', message }), servers }));
    return isTold(frame) ? [{ line: frame.line, servers }, ...lost] : lost;
  }),
});

const isTold = ({ by }: Frame): boolean => by !== undefined && !['copy', 'delay', 'cut', 'heal'].includes(by.move.type);

const summariesOf = ({ nodes }: Frame): Readonly<Record<ServerId, ServerSummary>> =>
  Object.fromEntries(Object.entries(nodes).map(([id, { server }]) => [id, summaryOf(server)]));
