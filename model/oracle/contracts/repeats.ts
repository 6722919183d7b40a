/** D-10: messages that a step sends more than once. Whatever is sent once may arrive twice, so no receiver is told anything new. */
import type { Effect, Message } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { isSame } from '../same.ts';

/** Is it sent in an effect that comes before this place? */
const isRepeat = (effects: readonly Effect[], message: Message, end: number): boolean => {
  for (let place = 0; place < end; place++) {
    const effect = effects[place];
    if (effect?.type === 'send' && effect.message.to === message.to && isSame(effect.message, message)) return true;
  }
  return false;
};

/** The first message that is sent once more; undefined: none is. */
export const firstRepeated = (effects: readonly Effect[]): Message | undefined => {
  for (let place = 1; place < effects.length; place++) {
    const effect = effects[place];
    if (effect?.type === 'send' && isRepeat(effects, effect.message, place)) return effect.message;
  }
  return undefined;
};

/** The same step, in which each message is sent once: where it is sent for the first time. */
export const withoutRepeats = (observation: Observation): Observation => {
  const { effects, executed } = observation;
  const isKept = (effect: Effect, place: number): boolean =>
    effect.type !== 'send' || !isRepeat(effects, effect.message, place);
  return {
    ...observation,
    effects: effects.filter(isKept),
    executed: effects.slice(0, executed).filter(isKept).length,
  };
};
