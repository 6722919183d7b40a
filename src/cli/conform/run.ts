/** Which way round `conform` holds code and specification against each other. */

import { type ExitCode, UsageError } from '../../host/errors.ts';
import type { ConformFlags } from './flags.ts';
import { followFile } from './follow.ts';
import { playTraces } from './play.ts';
import { judgeFile } from './published.ts';

/** From the specification to the code or, with a recording, from the code to the specification. */
export const conform = (flags: ConformFlags): Promise<ExitCode> => {
  const { trace, against = 'raft.qnt', tlc, tla } = flags;
  if ((tlc ?? tla) !== undefined && against !== 'raft.tla')
    throw new UsageError('--tlc and --tla are about the published specification; add --against raft.tla');
  if ((tlc === undefined) !== (tla === undefined))
    throw new UsageError('TLC needs both: --tlc JAR, where it is, and --tla FILE, what it is to read');
  if (trace !== undefined) return against === 'raft.tla' ? judgeFile(trace, flags) : followFile(trace, flags);
  if (against === 'raft.tla')
    throw new UsageError('raft.tla is no program to play; give a recording with --trace FILE');
  return playTraces(flags);
};
