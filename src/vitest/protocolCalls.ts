/** A protocol of a user's as a guest of a test: it neither ends the process, nor computes without end, nor says how it is judged. */

import { type Protocol, shippedProtocol } from '../core/protocol.ts';
import { withBreakOff } from '../host/breakOff.ts';
import { withGuest } from '../host/guest.ts';
import { createPulse, PulsingCalls, wordsOf } from '../host/pulse.ts';
import { callsThrough } from '../verify/protocolName.ts';

/**
 * A protocol as it is judged.
 *
 * @throws RangeError when it says by itself that it may decide otherwise: that is for the test to say.
 */
export const judgedAs = (protocol: Protocol, decisions: 'differ' | undefined): Protocol => {
  if (decisions !== undefined) return { ...protocol, decisions };
  if (protocol.decisions === undefined) return protocol;
  throw new RangeError(
    "the protocol has a field decisions, which is not its own to say; leave it out, and give the option decisions: 'differ'",
  );
};

/**
 * Uses a protocol in this thread.
 *
 * @param file where it stands, if that is known
 * @throws GuestFault when it tries to end the process, or when one step has not come to an end within so many seconds as
 * FIGURE2_STEP_SECONDS says, or 25.
 */
export const withProtocol = <Result>(
  protocol: Protocol,
  file: string | undefined,
  use: (protocol: Protocol) => Result,
): Result => {
  if (protocol === shippedProtocol) return use(protocol);
  const pulse = createPulse();
  const calls = new PulsingCalls(pulse);
  const told = callsThrough(protocol, file ?? 'the protocol', (words, act) => calls.call(words, act));
  const head = new Int32Array(pulse, 0, 2);
  return withGuest('the protocol', () => withBreakOff({ head, words: () => wordsOf(pulse) }, () => use(told)));
};
