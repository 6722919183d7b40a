// Room src/quint. A host for specifications in Quint, which are loaded, run, tested and stepped through.
// What may be touched here: what stands between us and the library of the language. It knows nothing of Raft, and
// nobody needs it but who runs specifications.

/** A host for specifications in Quint: it reads them, runs them at random, plays their tests, and goes step by step. */
export { SpecificationError } from './errors.ts';
export { type ItfDocument, type ItfValue, toItf } from './itf.ts';
export type { QuintRefusal } from './refusal.ts';
export type { QuintState, RunOptions, RunReport, SpecTrace, SpecViolation } from './run.ts';
export type { Act, Session } from './session.ts';
export type { Position } from './sources.ts';
export { type Definition, loadSpec, type QuintSpec, takeSpec } from './spec.ts';
export type { TestOptions, TestReport } from './tests.ts';
export {
  isList,
  isMap,
  isSet,
  isTuple,
  isVariant,
  type MapValue,
  type RecordValue,
  type SetValue,
  type TupleValue,
  type Value,
  type VariantValue,
} from './values.ts';
