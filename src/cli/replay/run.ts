/** What the verb `replay` does. */

import { type ExitCode, UsageError } from '../../host/errors.ts';
import { loadProtocol, withDecisions, wovenName } from '../../verify/protocolName.ts';
import { recordingIn } from '../../verify/savedTrace.ts';
import type { ReplayOptions } from './options.ts';
import { show } from './show.ts';

/**
 * Does again what a trace file says, or the random run that a seed and a path name, or what nodes have recorded.
 *
 * @throws UsageError when it is none or several of them.
 */
export const replayAny = async (files: readonly string[], options: ReplayOptions): Promise<ExitCode> => {
  const { seed, path } = options;
  if (options.validate) return (await import('./validate.ts')).validate(files, options);
  const [file, second] = files;
  if (second !== undefined)
    throw new UsageError('replay takes one trace file; with --validate any number of journals of nodes');
  if (file !== undefined && seed === undefined && path === undefined) return replayFile(file, options);
  if (options.cut !== undefined)
    throw new UsageError('--cut cuts a trace file; give one, and neither --seed nor --path');
  if (file === undefined && seed !== undefined && path !== undefined) {
    const { replayPlace } = await import('./random.ts');
    return replayPlace({ seed, path }, options);
  }
  throw new UsageError('replay takes a trace file, or --seed and --path of a random run; give one of the two');
};

/** Does again what a trace file says. */
const replayFile = async (file: string, options: ReplayOptions): Promise<ExitCode> => {
  const recording = recordingIn(file);
  const name = options.protocolFile ?? wovenName(recording.setting.extensions);
  const protocol = await loadProtocol(withDecisions(name, options.decisions));
  if (options.cut !== undefined) {
    const { cutFurther } = await import('./cut.ts');
    return cutFurther(file, recording, protocol, options);
  }
  return show(recording, { file }, protocol, options);
};
