/** The property of what clients read (spec/extensions/read-index.md). */
import type { Effect, Index, Server, ServerId } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { all, type CheckedProperty, type Finding, verdict } from './property.ts';

/** An answer to a read, and how much of the log the state machine had been given by then. */
export interface SeenRead {
  /** Which read. */
  readonly id: string;
  /** The index of the last entry that it has been given. */
  readonly index: Index;
}

/** How far the state machine is before the effect at this place: what comes later has not happened yet. */
const appliedBefore = (
  { before, after, effects }: Pick<Observation, 'before' | 'after' | 'effects'>,
  place: number,
) => {
  const later = effects.slice(place).find(({ type }) => type === 'apply' || type === 'restoreSnapshot');
  if (later === undefined) return after.lastApplied;
  return later.type === 'apply' ? later.index - 1 : before.lastApplied;
};

/** The reads that a step has answered, as far as it came. */
export const readsAnswered = (observation: Observation): readonly SeenRead[] => {
  const { effects, executed } = observation;
  if (!effects.some(isAnswer)) return nothing;
  return effects
    .slice(0, executed)
    .flatMap((effect, place) =>
      effect.type === 'answerRead' ? [{ id: effect.id, index: appliedBefore(observation, place) }] : [],
    );
};

const nothing: readonly SeenRead[] = [];

const isAnswer = ({ type }: Effect): boolean => type === 'answerRead';

/** Why an answer does not show what was committed when its read was asked; undefined: it does. */
export const staleness = (id: ServerId, read: SeenRead, committed: Index | undefined): string | undefined => {
  const answers = `${id} answers the read ${JSON.stringify(read.id)}`;
  if (committed === undefined) return `${answers}, which nobody has asked there, or which was answered or rejected`;
  return read.index >= committed
    ? undefined
    : `${answers} with a state machine that ends at ${read.index}, when ${committed} was committed before it was asked`;
};

/** RI-14: an answer shows all that anybody knew to be committed when its read was asked. */
export const readsAreLinearizable = (): CheckedProperty => {
  /** By server and read: what was committed when it was asked. */
  const asked = new Map<ServerId, Map<string, Index>>();
  const askedAt = (id: ServerId): Map<string, Index> => {
    const known = asked.get(id) ?? new Map<string, Index>();
    asked.set(id, known);
    return known;
  };
  return {
    id: 'RI-14',
    check: (scene) => {
      const { id, event, done, ghost } = scene;
      if (event.type === 'read' && !askedAt(id).has(event.id)) askedAt(id).set(event.id, ghost.lastIndex);
      const found = readsAnswered(scene).map((read): Finding => {
        const because = staleness(id, read, askedAt(id).get(read.id));
        askedAt(id).delete(read.id);
        return verdict(because === undefined, () => because ?? '');
      });
      for (const effect of done) if (effect.type === 'rejectRead') askedAt(id).delete(effect.id);
      return all(found);
    },
    recall: ({ id, extensions }: Server) => {
      for (const read of extensions?.['read-index']?.reads ?? [])
        if (read.from === id && !askedAt(id).has(read.id)) askedAt(id).set(read.id, 0);
    },
    restarted: ({ id }) => {
      asked.delete(id);
      return 'not concerned';
    },
  };
};
