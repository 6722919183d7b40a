/**
 * A run as lines of JSON, for programs of others that hold it against a specification of their own: for each step a line that says
 * what happened, a line for each effect in its order, and a line with the whole server afterwards.
 */
import { entriesBetween } from '../core/log.ts';
import type { Effect, Server, ServerId } from '../core/types.ts';
import type { Action } from './grammar.ts';
import type { Observation } from './observation.ts';

/** A step of a run, as it was seen. */
export interface SeenStep {
  /** Counted from 1. */
  readonly step: number;
  /** The server that acted. */
  readonly at: ServerId;
  readonly action: Action;
  /** undefined: a crash, a loss. */
  readonly observation: Observation | undefined;
  /** Afterwards; null: it is down. */
  readonly server: Server | null;
}

/** A server with its log as a plain list of entries, each with its index. */
const serverText = ({ log, options: _, peers: __, ...server }: Server): object => ({
  ...server,
  log: {
    snapshotIndex: log.snapshotIndex,
    snapshotTerm: log.snapshotTerm,
    entries: entriesBetween(log, log.snapshotIndex + 1, log.lastIndex).map((entry, place) => ({
      index: log.snapshotIndex + 1 + place,
      ...entry,
    })),
  },
});

/** The lines of a step, without line breaks. Of effects that a crash cut off it is said that they were not executed. */
export const ndjsonLines = ({ step, at, action, observation, server }: SeenStep): readonly string[] => {
  const { effects = [], executed = 0, fired = [] } = observation ?? {};
  const effectLine = (effect: Effect, place: number): object => ({ step, at, effect, executed: place < executed });
  return [
    { step, at, action },
    ...effects.map(effectLine),
    { step, at, server: server && serverText(server), fired },
  ].map((line) => JSON.stringify(line));
};
