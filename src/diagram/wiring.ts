/** The guards and actions of a machine as data: by name, by what they are put together from, by what they send to whom. */
import type { ChartAction, ChartFunction, ChartGuard } from './chart.ts';
import { describeFields, plainFields, plainOf } from './plain.ts';

/** What is read of a guard that is no text. */
interface GuardLike {
  readonly type?: unknown;
  readonly params?: unknown;
  readonly check?: unknown;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** A guard as data; null: there is none. */
export const readGuard = (guard: unknown): ChartGuard | null => {
  if (guard === undefined || guard === null) return null;
  if (typeof guard === 'string') return guard;
  const { type, params, check, guards = [], stateValue } = guard as GuardLike;
  if (typeof guard !== 'function') {
    const name = String(type);
    return params === undefined ? name : { name, ...describeFields({ params }) };
  }
  if (check === undefined) return functionOf(guard);
  if (stateValue !== undefined) return { in: plainOf(stateValue) };
  const code = typeof check === 'function' ? Function.prototype.toString.call(check) : '';
  const parts = guards.map((part) => readGuard(part) ?? functionOf(part));
  // the names of functions do not survive every bundler, those of methods do
  if (/\.every\b/.test(code)) return { and: parts };
  if (/\.some\b/.test(code)) return { or: parts };
  return { not: parts[0] ?? functionOf(guard) };
};

const functionOf = (value: unknown): ChartFunction => ({
  function: typeof value === 'function' ? value.name : String(value),
});

/** An action as data. */
export const readAction = (action: unknown): ChartAction => {
  if (typeof action === 'string') return action;
  const { type, params } = (action ?? {}) as { readonly type?: unknown; readonly params?: unknown };
  if (typeof action === 'object' && typeof type === 'string') {
    return params === undefined ? type : { type, ...describeFields({ params }) };
  }
  if (typeof action !== 'function' || !('resolve' in action)) return functionOf(action);
  return { type: String(type), ...readBuiltIn(action) };
};

/** The fields of an action that xstate made, but the functions by which xstate runs it. */
const readBuiltIn = (action: object): ReturnType<typeof describeFields> => {
  const {
    type: _type,
    resolve: _resolve,
    execute: _execute,
    retryResolve: _retry,
    ...fields
  } = { ...action } as Readonly<Record<string, unknown>>;
  const { assignment, src, collect, event } = fields;
  if (typeof collect === 'function') return describeFields({ function: collect.name });
  if (src !== undefined && typeof src !== 'string') return describeFields({ ...fields, src: logicName(src) });
  if (isForwarding(event)) return describeFields({ ...fields, forwards: true });
  if (typeof assignment !== 'object' || assignment === null) return describeFields(fields);
  const { data, computed } = plainFields(assignment as Readonly<Record<string, unknown>>);
  const names = computed.map((name) => `assignment.${name}`);
  const assigned = describeFields({ assignment: data });
  return names.length === 0 ? assigned : { ...assigned, computed: names };
};

/** Logic that stands where it is used: a machine has a name. */
const logicName = (logic: unknown): string => {
  const { id } = (logic ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? `(${id})` : '(logic)';
};

/** Does it only hand on the event that came? So does what `forwardTo` makes. */
const isForwarding = (event: unknown): boolean => typeof event === 'function' && FORWARDS.test(String(event));

const FORWARDS = /^\(\{\s*event(?:\s*:\s*(\w+))?,?\s*\}\)\s*=>\s*(?:event|\1)$/;
