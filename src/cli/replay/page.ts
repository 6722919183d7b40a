/** Opens a recording in the explorer page. */
import { isGoal } from '../../../model/counterexample/replay.ts';
import type { Protocol } from '../../core/protocol.ts';
import { type ExitCode, UsageError } from '../../host/errors.ts';
import { Play } from '../../page/session/play.ts';
import { RECORDED } from '../../page/session/playSession.ts';
import { recordingProtocol } from '../../page/session/recorded.ts';
import { sessionOf } from '../../page/session/recording.ts';
import type { Counterexample, Recording } from '../../trace/recording.ts';
import { servePage } from '../support/servePage.ts';
import type { ReplayOptions } from './options.ts';

/**
 * Rules of the user's can't be in the page: what they do in this recording is done there again.
 *
 * @throws UsageError when there is nothing to open.
 */
export const openPage = (
  title: string,
  recording: Recording | Counterexample,
  protocol: Protocol,
  { protocolFile: file, port }: ReplayOptions,
): Promise<ExitCode> => {
  if (isGoal(recording)) {
    throw new UsageError(
      `${title} shows the end of a run in which a goal was missed, and no moves to open; leave --ui away`,
    );
  }
  const session = sessionOf(title, recording, file === undefined ? null : RECORDED);
  const at = port === undefined ? {} : { port };
  if (file === undefined) return servePage({ session, ...at });
  const { protocol: recorder, recorded } = recordingProtocol(file, protocol);
  const play = new Play(session, recorder);
  for (const move of session.moves) play.do(move);
  return servePage({ session, recorded, ...at });
};
