/** SP-18, of all that a step gives: nothing is asked for that is no effect, and what it says of itself, which clauses have acted, is so. */
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import type { Effect, Event } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, everything, figureClaims, withoutClaim } from './claims.ts';
import type { Comparison, ContractPage } from './expected.ts';

type Claims = Readonly<Partial<Record<ClauseId, Claim>>>;

interface Claimable {
  readonly claims: Claims;
  /** By type of event, the clauses that have to be named when they have acted. */
  readonly due: Readonly<Record<Event['type'], readonly (readonly [ClauseId, Claim])[]>>;
}

const claimableBy = (claims: Claims): Claimable => {
  const all = Object.entries(claims) as unknown as readonly (readonly [ClauseId, Claim])[];
  const dueAt = (type: Event['type']) => all.filter(([, claim]) => !claim.mayBeSilent && claim.on.includes(type));
  return {
    claims,
    due: Object.fromEntries(everything.map((type) => [type, dueAt(type)])) as unknown as Claimable['due'],
  };
};

const byFigure = claimableBy(figureClaims);

/** With the last of the pages, put together once: pages never change. */
const byPage = new WeakMap<ContractPage, Claimable>();

const claimableWith = (pages: readonly ContractPage[]): Claimable =>
  pages.reduce<Claimable>((figure, page) => {
    const known = byPage.get(page);
    if (known) return known;
    const claimable = claimableBy({ ...figure.claims, ...page.claims });
    byPage.set(page, claimable);
    return claimable;
  }, byFigure);

const effectTypes: ReadonlySet<string> = new Set<Effect['type']>([
  ...(['persist', 'send', 'armTimer', 'stopTimer', 'apply', 'restoreSnapshot', 'reply', 'reject'] as const),
]);

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
  const { event, fired } = observation;
  const { claims, due } = pages.length === 0 ? byFigure : claimableWith(pages);
  for (let place = 0; place < fired.length; place++) {
    const id = fired[place] as ClauseId;
    const claim = claims[id];
    if (claim?.on.includes(event.type) !== true || !claim.acted(observation)) {
      comparison.demand(false, Object.hasOwn(clauses, id) ? id : 'SP-18', () => `it claims ${id}, ${whyNot(id)}`);
    }
    if (fired.indexOf(id) < place) comparison.demand(false, id, () => `it claims ${id} twice in one step`);
  }
  for (const [id, claim] of due[event.type]) {
    if (fired.includes(id) || !claim.acted(observation)) continue;
    comparison.demand(false, id, () => `${id} has acted, and the step does not claim it`);
  }
};

const whyNot = (id: ClauseId): string => {
  if (!Object.hasOwn(clauses, id)) return 'which is no clause';
  const reason = withoutClaim(id);
  return reason === undefined ? 'and nothing that the clause says has happened' : `which no step can: ${reason}`;
};
