/**
 * Makes the checks of types and effects faster. The library reads the signature of a built-in operator with its whole parser, and
 * does so again for each use of the operator; in a specification of a thousand uses that is a third of the time. Here each
 * signature is read once.
 */
import effects from '@informalsystems/quint/dist/src/effects/parser.js';
import types from '@informalsystems/quint/dist/src/types/parser.js';

/** The same function, which remembers what it has given. That is frozen: who would change it would change it for everyone. */
export const remember = <T extends object>(read: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? freeze(read(text));
    known.set(text, found);
    return found;
  };
};

const freeze = <T extends object>(value: T): T => {
  for (const part of Object.values(value) as unknown[]) if (typeof part === 'object' && part !== null) freeze(part);
  return Object.freeze(value);
};

/** From now on, for everything in this thread. */
export const hurrySignatures = (): void => {
  types.parseTypeOrThrow = readType;
  effects.parseEffectOrThrow = readEffect;
};

const readType = remember(types.parseTypeOrThrow);
const readEffect = remember(effects.parseEffectOrThrow);
