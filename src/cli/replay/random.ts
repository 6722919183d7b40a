/** The replay of a random run that a seed and a path name. */

import { replay } from '../../../model/counterexample/replay.ts';
import { type RandomReplay, replayRandom } from '../../../model/runs/lockstep/index.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { formatAction } from '../../trace/grammar.ts';
import type { Counterexample } from '../../trace/recording.ts';
import { loadProtocol, protocolNameOf } from '../../verify/protocolName.ts';
import { violationLines } from '../../verify/words/violation.ts';
import type { ReplayOptions } from './options.ts';
import { show } from './show.ts';

/** What names a random run. */
interface Place {
  readonly seed: number;
  readonly path: string;
}

/**
 * Makes one random run again and shows it as it shows a trace file.
 *
 * @throws UsageError when the path names no run.
 */
export const replayPlace = async (place: Place, options: ReplayOptions): Promise<ExitCode> => {
  const protocol = await loadProtocol(protocolNameOf(options));
  const { seed, path } = place;
  const run = replayRandom(seed, path, protocol);
  if (!run) throw new UsageError(`--path ${path} names no run of seed ${seed}; give the path that was printed with it`);
  const counterexample = uncutOf(run, place);
  if (counterexample && !replay(counterexample, protocol).ok) {
    return show(counterexample, { seed, path }, protocol, options);
  }
  showPlainly(run, place, options);
  return run.violation ? ExitCode.violated : ExitCode.holds;
};

/** The run as it stands. */
const uncutOf = ({ violation, setting, actions }: RandomReplay, { seed, path }: Place): Counterexample | undefined => {
  const steps = actions.filter(({ type }) => type !== 'lose'); // a replay loses whatever does not arrive
  const trace = steps.map((action) => ({ line: formatAction(action), servers: {} }));
  return violation && { violation, setting, foundBy: { engine: 'random', seed, path }, trace, uncut: steps.length };
};

/** A run that breaks nothing; or one that a replay without the reference's own servers does not show. */
const showPlainly = ({ violation, lines }: RandomReplay, place: Place, options: ReplayOptions): void => {
  const { json, step, format, out, saveTest, protocolFile, ui } = options;
  if (step || ui || format !== undefined || out !== undefined || saveTest !== undefined) {
    throw new UsageError('there is no trace of a violation to go through or to write; give --seed and --path alone');
  }
  if (json) {
    printJson({ ok: !violation, ...place, lines, skipped: 0, ...(violation && { violation }) });
    return;
  }
  const verdict = violation
    ? violationLines(violation, null)
    : [`\n${colors.green('PASS.')} ${protocolFile ?? "Today's code"} breaks nothing in this run.`];
  print([...lines, ...verdict].join('\n'));
};
