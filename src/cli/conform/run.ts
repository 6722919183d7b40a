/** Which way round `conform` holds code and specification against each other. */

import type { ExitCode } from '../../host/errors.ts';
import type { ConformFlags } from './flags.ts';
import { followFile } from './follow.ts';
import { playTraces } from './play.ts';

/** From the specification to the code or, with a recording, from the code to the specification. */
export const conform = (flags: ConformFlags): Promise<ExitCode> =>
  flags.trace === undefined ? playTraces(flags) : followFile(flags.trace, flags);
