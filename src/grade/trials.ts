/** What is done to a submission beside scenarios and directed schedules: crashes at each save and reply, and faults at random. */
import type { SubjectProgram } from '../../model/runs/labs/index.ts';
import { crashChecks, runCrashPoints } from './crashPoints/run.ts';
import type { GradeFinding } from './outcome.ts';
import { ROBUSTNESS, runRobustness } from './robustness/run.ts';

/** One of them. It gives a finding for each of its checks. */
export interface GradeTrial {
  /** As `--only` takes it. */
  readonly name: string;
  readonly kind: 'crash point' | 'robustness';
  readonly checks: readonly { readonly check: string; readonly words: string }[];
  readonly run: (what: { readonly program: SubjectProgram; readonly seed: number }) => readonly GradeFinding[];
}

const crashWords = (what: string): string =>
  `Three servers vote, bring a command to one follower, and install a snapshot. The run is made again for the last ${what} of each kind of each of them, at which it crashes, right before or right after, and comes back: another candidate of the term asks it for its vote, or it goes on with the server that knows the least. A breach counts if it does not come without the crash. Where no server comes to it, it is not reached.`;

/** All of them, in the order in which they are told. */
export const trials: readonly GradeTrial[] = [
  {
    name: 'crash-points',
    kind: 'crash point',
    checks: [
      {
        check: crashChecks.save,
        words: crashWords('save (saves are of a kind if the same message leaves behind them)'),
      },
      { check: crashChecks.reply, words: crashWords('reply (a granted vote, a success, a snapshot that was taken)') },
    ],
    run: runCrashPoints,
  },
  {
    name: 'robustness',
    kind: 'robustness',
    checks: [
      {
        check: ROBUSTNESS,
        words:
          'Three servers under copies of messages, losses, late messages and crashes at random, for ten seconds and with two seeds; then all faults end, and a command has to come through. The course never repeats a message, so that this is told apart and is a bonus at most.',
      },
    ],
    run: (what) => [runRobustness(what)],
  },
];
