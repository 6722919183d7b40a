/** SP-18, of all that a step gives: nothing is asked for that is no effect, and what it says of itself, which clauses have acted, is so. */
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { figureEffects } from '../../../src/core/effects.ts';
import { pageEffectTypes } from '../../../src/core/extensions/effects.ts';
import type { Effect, Event } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, type Conduct, conductOf, everything, figureClaims, withoutClaim } from './claims.ts';
import type { Comparison } from './expected.ts';
import type { ContractPage } from './page.ts';

type Claims = Readonly<Partial<Record<ClauseId, Claim>>>;

/** A clause that may be claimed in a step of one kind of event. */
interface Claimable extends Pick<Claim, 'acted'> {
  readonly id: ClauseId;
  /** Has it to be claimed when it has acted? */
  readonly isDue: boolean;
}

type ByEvent = Readonly<Record<Event['type'], readonly Claimable[]>>;

const claimableBy = (claims: Claims): ByEvent => {
  const all = Object.entries(claims) as unknown as readonly (readonly [ClauseId, Claim])[];
  const at = (type: Event['type']): readonly Claimable[] =>
    all.flatMap(([id, { on, acted, mayBeSilent }]) => (on.includes(type) ? [{ id, acted, isDue: !mayBeSilent }] : []));
  return Object.fromEntries(everything.map((type) => [type, at(type)])) as unknown as ByEvent;
};

/** What a claim is with some pages, and with one more. */
interface WithPages {
  readonly claims: Claims;
  readonly byEvent: ByEvent;
  /** Put together once: pages never change. */
  readonly more: WeakMap<ContractPage, WithPages>;
}

const withClaims = (claims: Claims): WithPages => ({ claims, byEvent: claimableBy(claims), more: new WeakMap() });

const byFigure = withClaims(figureClaims);

const claimableWith = (pages: readonly ContractPage[]): ByEvent => {
  let reached = byFigure;
  for (const page of pages) {
    const known = reached.more.get(page) ?? withClaims({ ...reached.claims, ...page.claims });
    reached.more.set(page, known);
    reached = known;
  }
  return reached.byEvent;
};

const effectTypes: ReadonlySet<string> = new Set<Effect['type']>([...figureEffects, ...pageEffectTypes]);

/** "... and no more": a step asks for nothing that is no effect. */
export const compareEffects = (comparison: Comparison, { effects }: Observation): void => {
  for (const { type } of effects) {
    if (!effectTypes.has(type)) comparison.demand(false, 'SP-18', () => `it asks for ${type}, which is no effect`);
  }
};

/** Holds what a step claims to what it did. Asked after every step of every run: nothing is asked twice. */
export const compareClaims = (
  comparison: Comparison,
  observation: Observation,
  pages: readonly ContractPage[],
): void => {
  if (comparison.problem) return;
  const { event, fired, effects, before, after } = observation;
  if (fired.length === 0 && effects.length === 0 && before === after) return;
  const claimable = claimableWith(pages)[event.type];
  const conduct = conductOf(observation);
  if (!isTold(claimable, conduct, fired)) blame(comparison, claimable, conduct, fired);
};

/** Is each clause claimed once that has to be, and none that has not acted? */
const isTold = (claimable: readonly Claimable[], conduct: Conduct, fired: readonly ClauseId[]): boolean => {
  let claims = 0;
  for (const { id, acted, isDue } of claimable) {
    const isClaimed = fired.includes(id);
    if (isClaimed) claims++;
    if ((isClaimed || isDue) && acted(conduct) !== isClaimed) return false;
  }
  return claims === fired.length;
};

/** Says what is not told as it was: first what is claimed, in the order of the claims, then what is not. */
const blame = (
  comparison: Comparison,
  claimable: readonly Claimable[],
  conduct: Conduct,
  fired: readonly ClauseId[],
): void => {
  const hasActed = (id: ClauseId): boolean => claimable.find((claim) => claim.id === id)?.acted(conduct) === true;
  for (const [place, id] of fired.entries()) {
    comparison.demand(hasActed(id), Object.hasOwn(clauses, id) ? id : 'SP-18', () => `it claims ${id}, ${whyNot(id)}`);
    comparison.demand(fired.indexOf(id) === place, id, () => `it claims ${id} twice in one step`);
  }
  for (const { id, isDue } of claimable) {
    const isSilent = isDue && hasActed(id) && !fired.includes(id);
    comparison.demand(!isSilent, id, () => `${id} has acted, and the step does not claim it`);
  }
};

const whyNot = (id: ClauseId): string => {
  if (!Object.hasOwn(clauses, id)) return 'which is no clause';
  const reason = withoutClaim(id);
  return reason === undefined ? 'and nothing that the clause says has happened' : `which no step can: ${reason}`;
};
