/** What an expression of the specification evaluates to: a value or an error. */

import type { EvalFunction } from '@informalsystems/quint/dist/src/runtime/impl/builder.js';
import { builtinValue } from '@informalsystems/quint/dist/src/runtime/impl/builtins.js';
import type { Context } from '@informalsystems/quint/dist/src/runtime/impl/Context.js';
import type { RuntimeValue } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';

export type Evaluation = ReturnType<EvalFunction>;

/** The evaluator's "no error", without its package. */
export const right = (value: RuntimeValue | undefined): Evaluation => {
  const some = builtinValue('Nat')(undefined as unknown as Context);
  return value === undefined ? some : some.map(() => value);
};
