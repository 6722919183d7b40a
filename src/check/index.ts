// Room src/check. Search engines for any model: explore, liveness, shrink. They know nothing of Raft.
// What may be touched here: how a search is done, and what it costs. Counts that other checkers have published hold it
// to the last state. What index.ts exports is public.

/**
 * The engines, for models of your own. A `Model` says where things begin, what may happen and what must be true; `explore`
 * sees every state that can be reached and says what it found, with a shortest path to what is wrong. `shrink` leaves out of
 * a failing list what the failure does not need.
 *
 * @module figure2/check
 */
export { explore } from './explore/explore.ts';
export { ModelFault } from './explore/fault.ts';
export type {
  AnyModel,
  AnyProperty,
  ComponentRule,
  Fairness,
  Model,
  NoDeadlock,
  Property,
  PropertyKind,
  StepProperty,
  Successors,
  Symmetry,
  TupleModel,
  TupleProperty,
  Verdict,
} from './explore/model.ts';
export type { ExploreOptions } from './explore/options.ts';
export { permutations } from './explore/permutations.ts';
export type { ExploreReport, PathStep, PropertyReport, Stop } from './explore/report.ts';
export type { SearchProgress } from './explore/search.ts';
export { anyOf } from './explore/successors.ts';
export { type ShrinkBounds, shrink } from './shrink.ts';
