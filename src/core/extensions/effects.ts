/** Every effect that an optional page has a driver do, whichever pages are woven into a protocol. A page adds its rows here. */
import type { EffectRow, EffectRows, PageEffect, PageEffectType } from '../effects.ts';
import { type FieldKind, holdsValue } from '../messages.ts';
import type { Effect } from '../types.ts';
import { readIndexEffects } from './readIndex.ts';

export const pageEffects: EffectRows = { ...readIndexEffects };

/** All types of effects of pages, in the order of the table. */
export const pageEffectTypes = Object.keys(pageEffects) as readonly PageEffectType[];

/** Is it a page's? */
export const isPageEffect = (effect: Effect): effect is PageEffect => Object.hasOwn(pageEffects, effect.type);

/** The row of an effect: it is of those effects, which the compiler can't see. */
export const effectRowOf = ({ type }: PageEffect): EffectRow<PageEffect> => pageEffects[type] as EffectRow<PageEffect>;

/** Has something that says that it is such an effect all that it can't do without? */
export const isWholePageEffect = (effect: Readonly<Record<string, unknown>>): boolean => {
  const { fields } = effectRowOf(effect as unknown as PageEffect);
  return Object.entries(fields).every(([name, kind]) => holdsValue[kind as FieldKind](effect[name]));
};
