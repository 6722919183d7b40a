/**
 * The table of effects that optional pages bring: what a step of theirs has a driver tell somebody who is no server, such as a
 * client that reads. It writes nothing, sends nothing and stands, like each answer, behind what the step writes (ST-8).
 *
 * The effects of the figure have no rows: each of them is done otherwise. A page declares its types in `EffectTypes` (`declare
 * module '../types.ts'`), holds its rows as `EffectRows`, and is named in `extensions/effects.ts`.
 */
import type { ClauseId } from './clauses.ts';
import type { FieldKindOf, Quote } from './messages.ts';
import type { Effect, EffectType, EffectTypes } from './types.ts';

/** The effects of the figure. */
export const figureEffects = [
  ...(['persist', 'send', 'armTimer', 'stopTimer', 'apply', 'restoreSnapshot', 'reply', 'reject'] as const),
] satisfies readonly EffectType[];

/** What an effect of a page is called. */
export type PageEffectType = Exclude<EffectType, (typeof figureEffects)[number]>;

/** What a page has a driver do. */
export type PageEffect = EffectTypes[PageEffectType];

/** All that is known of an effect but the rules that give it. */
export interface EffectRow<E extends Effect> {
  /** The clause that gives it. */
  readonly clause: ClauseId;
  /** What it is, in one sentence. */
  readonly description: string;
  /** Its fields, in the order in which they are written, and what each holds. */
  readonly fields: { readonly [K in Exclude<keyof E, 'type'>]: FieldKindOf<E[K]> };
  /** What tells its story. */
  readonly words: (effect: E, quote: Quote) => string;
}

/** The rows of some effects, by their types. */
export type EffectRows<T extends PageEffectType = PageEffectType> = { readonly [K in T]: EffectRow<EffectTypes[K]> };
