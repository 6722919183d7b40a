/** Looks for what goes wrong by the rules that are switched on: tortured clusters, seed after seed, as `figure2 check` does. */
import { counterexampleOf } from '../../../model/counterexample/cut.ts';
import { brokenTorture } from '../../../model/runs/torture/index.ts';
import { clauses } from '../../core/clauses.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { Counterexample } from '../../trace/recording.ts';
import { sessionOf } from '../session/recording.ts';
import type { Explorer } from './explorer.ts';

const SEEDS = 200;

/** Opens the first counterexample that is found; it has to be one that a list of moves shows. Ends when something else is opened. */
export const findViolation = async (explorer: Explorer): Promise<void> => {
  const { protocol, history } = explorer;
  const { mutant } = history.session;
  for (let seed = 1; seed <= SEEDS; seed++) {
    await untilDrawn();
    if (explorer.history !== history) return; // somebody has opened something else
    const found = search(seed, protocol);
    if (!found) continue;
    const { property } = found.violation;
    explorer.open(sessionOf(`${property} ${clauses[property].title}`, found, mutant));
    return;
  }
  explorer.update(() => {
    explorer.notice = `Nothing was found in ${SEEDS} runs. figure2 mutants tells which detectors find it.`;
  });
};

/** A page that computes has to be drawn now and then. */
const untilDrawn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

const search = (seed: number, protocol: Protocol): Counterexample | undefined => {
  const run = brokenTorture(seed, protocol);
  if (!run || run.violation.property.startsWith('LP-')) return undefined;
  const { violation, setting } = run;
  return counterexampleOf({ violation, setting, foundBy: { engine: 'torture', seed }, run, protocol });
};
