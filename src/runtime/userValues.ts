/** What a value is that a user has given, whatever its type says: values of JavaScript have none. */

/** Will it be settled later? */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function';

/** Is it a signal? Not its controller, which is easily taken for it. */
export const isSignal = (value: unknown): value is AbortSignal => {
  const { aborted, addEventListener, removeEventListener } = (value ?? {}) as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
};

/** Is it an object whose values can be asked for by name? */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What of the names of an object is none of those that are known, in a sentence that says which there are. */
export const strangeName = (given: object, known: readonly string[]): string | undefined => {
  const strange = Object.keys(given).find((name) => !known.includes(name));
  return strange === undefined
    ? undefined
    : `there is no option ${JSON.stringify(strange)}; there are ${[...known].sort().join(', ')}`;
};
