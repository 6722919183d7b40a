/** Tries a script on a program: what is seen of each step, and which checks of the wire fall. */
import type { SubjectProgram } from '../../../../model/runs/labs/index.ts';
import { WireChecks } from '../../wire/checks.ts';
import type { WireCheck } from '../../wire/rules.ts';
import { watchedProgram } from '../../wire/watch.ts';
import { blamedProgram, SubjectThrew } from '../blame.ts';
import { ServerClocks } from '../clocks.ts';
import { NotReached, Stage } from '../stage.ts';
import { type PlayedStep, type PlayOptions, playOf } from './player.ts';
import type { DerivedScript } from './script.ts';

/** Nothing takes so much virtual time. */
const LIMIT_MS = 240_000;

/** Something is broken, and no more is asked. */
class Decided extends Error {}

/** How a script is tried. */
interface TrialOptions extends Pick<PlayOptions, 'isTrial'> {
  readonly seed: number;
  /** Is it over as soon as a check of the wire falls? */
  readonly isHasty?: boolean;
}

/** What came of a trial. */
export interface Trial {
  readonly steps: readonly PlayedStep[];
  readonly broken: readonly WireCheck[];
  /** What a server threw; undefined: none did. */
  readonly threw: string | undefined;
  /** Why the script did not come to its end; undefined: it did. */
  readonly notReached: string | undefined;
}

export const tryScript = (
  script: DerivedScript,
  program: SubjectProgram,
  { seed, isTrial = false, isHasty = false }: TrialOptions,
): Trial => {
  const checks = new WireChecks({ seed });
  const clocks = new ServerClocks();
  const watched = blamedProgram(watchedProgram(clocks.programUnder(program), checks));
  const steps: PlayedStep[] = [];
  const stage = new Stage({ servers: script.servers, program: watched, seed, clocks });
  const play = playOf(script, {
    isTrial,
    onStep: (_, played) => {
      steps.push(played);
      if (isHasty && checks.broken.length > 0) throw new Decided();
    },
  });
  const trialOf = (end: Partial<Trial>): Trial => ({
    steps,
    broken: checks.broken.map(({ check }) => check as WireCheck),
    threw: undefined,
    notReached: undefined,
    ...end,
  });
  try {
    return stage.play(play(stage), LIMIT_MS) ? trialOf({}) : trialOf({ notReached: 'it did not end' });
  } catch (error) {
    if (error instanceof Decided) return trialOf({});
    if (error instanceof NotReached) return trialOf({ notReached: error.message });
    if (error instanceof SubjectThrew) return trialOf({ threw: error.message });
    throw error;
  }
};
