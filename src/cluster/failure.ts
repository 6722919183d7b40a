/** A protocol that fails by itself: whoever runs it, what it throws is caught here and said in one way. */

import { reasonIn } from '../text/thrown.ts';
import { Boundless } from './bounds.ts';

/** What came of something that a protocol does. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  /** It threw, and `because` is one sentence that says what. */
  | { readonly ok: false; readonly because: string };

/**
 * Does something that may throw because the protocol under test is wrong.
 *
 * @throws Boundless, of which no verdict follows.
 */
export const attempt = <T>(act: () => T): Attempt<T> => {
  try {
    return { ok: true, value: act() };
  } catch (error) {
    if (error instanceof Boundless) throw error;
    const what = reasonIn(error);
    return { ok: false, because: `the protocol itself failed: ${what}` };
  }
};
