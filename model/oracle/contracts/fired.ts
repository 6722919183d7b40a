/** SP-18, of all that a step gives: nothing is asked for that is no effect, and what it says of itself, which clauses have acted, is so. */
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import type { Effect, Event } from '../../../src/core/types.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import { type Claim, conductOf, everything, figureClaims, withoutClaim } from './claims.ts';
import type { Comparison } from './expected.ts';
import type { ContractPage } from './page.ts';

type Claims = Readonly<Partial<Record<ClauseId, Claim>>>;

/** What may be claimed in a step of one kind of event, and what has to be. */
interface Claimable {
  readonly acted: Readonly<Partial<Record<ClauseId, Claim['acted']>>>;
  readonly due: readonly ClauseId[];
}

type ByEvent = Readonly<Record<Event['type'], Claimable>>;

const claimableBy = (claims: Claims): ByEvent => {
  const all = Object.entries(claims) as unknown as readonly (readonly [ClauseId, Claim])[];
  const at = (type: Event['type']): Claimable => {
    const its = all.filter(([, claim]) => claim.on.includes(type));
    return {
      acted: Object.fromEntries(its.map(([id, { acted }]) => [id, acted])),
      due: its.flatMap(([id, { mayBeSilent }]) => (mayBeSilent ? [] : [id])),
    };
  };
  return Object.fromEntries(everything.map((type) => [type, at(type)])) as unknown as ByEvent;
};

const byFigure = claimableBy(figureClaims);

/** With each page, put together once: pages never change. */
const byPage = new WeakMap<ContractPage, ByEvent>();

const claimableWith = (pages: readonly ContractPage[]): ByEvent => {
  const [page] = pages;
  if (!page) return byFigure;
  const known =
    byPage.get(page) ??
    claimableBy(
      Object.fromEntries([figureClaims, ...pages.map(({ claims }) => claims)].flatMap((its) => Object.entries(its))),
    );
  byPage.set(page, known);
  return known;
};

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
  const { event, fired, effects, before, after } = observation;
  if (fired.length === 0 && effects.length === 0 && before === after) return;
  const { acted, due } = claimableWith(pages)[event.type];
  const conduct = conductOf(observation);
  for (let place = 0; place < fired.length; place++) {
    const id = fired[place] as ClauseId;
    if (acted[id]?.(conduct) !== true)
      comparison.demand(false, Object.hasOwn(clauses, id) ? id : 'SP-18', () => `it claims ${id}, ${whyNot(id)}`);
    if (fired.indexOf(id) < place) comparison.demand(false, id, () => `it claims ${id} twice in one step`);
  }
  for (let place = 0; place < due.length; place++) {
    const id = due[place] as ClauseId;
    if (acted[id]?.(conduct) !== true || fired.includes(id)) continue;
    comparison.demand(false, id, () => `${id} has acted, and the step does not claim it`);
  }
};

const whyNot = (id: ClauseId): string => {
  if (!Object.hasOwn(clauses, id)) return 'which is no clause';
  const reason = withoutClaim(id);
  return reason === undefined ? 'and nothing that the clause says has happened' : `which no step can: ${reason}`;
};
