/** Counterexamples, whoever found them: cut to what matters, while the same property falls by the same clause. */

import { shrink } from '../../src/check/shrink.ts';
import { saysNotDeterministic } from '../../src/cluster/purity.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { ServerId } from '../../src/core/types.ts';
import { type Action, formatAction } from '../../src/trace/grammar.ts';
import type { Counterexample, FoundBy, Setting, TraceStep, Violation } from '../../src/trace/recording.ts';
import { actionsOf, replayActions, traceOf } from './replay.ts';
import { withoutBystanders, withoutPieces, withoutTheRest, withQuietNetwork } from './roughly.ts';
import { shortcut } from './shortcut.ts';
import {
  type Beginnings,
  plainer,
  serversOf,
  simplerSettings,
  withoutIndex,
  withoutTerm,
  withServerFor,
  withShortNames,
} from './simpler.ts';
import { type Sought, Trials, type TriedRun } from './trials.ts';

/** A violation, and the run that led to it. */
export interface Discovery {
  readonly violation: Violation;
  readonly setting: Setting;
  readonly foundBy: FoundBy;
  /** The run, as actions or as lines of the one grammar. */
  readonly run: { readonly actions: readonly Action[] } | { readonly lines: readonly string[] };
  /** The protocol that was run; the shipped one if not given. */
  readonly protocol?: Protocol;
}

/** How many actions are replayed for one counterexample, at most, if nothing else is said: a bound on the time that it takes. */
export const CUT_WORK = 100_000;

/** So much less may be done where everything is watched in each replay. */
const WHOLE_COSTS = 3;

/** How often what is left of a counterexample is cut again, at most. */
const MAX_ROUNDS = 12;

/** How much of a run is shown when it can't be cut: the end, where a goal was missed. */
const TAIL = 40;

/** The run as it really happens, if it still ends in the same violation. */
type Attempt = Trials['attempt'];

/** A trace says which optional pages were woven in. */
const withPagesOf = (protocol: Protocol | undefined, setting: Setting): Setting =>
  protocol?.extensions?.length ? { ...setting, extensions: protocol.extensions } : setting;

/** Told how many actions were replayed, and whether that was as many as may be. */
type OnWork = (done: number, isOver: boolean) => void;

/** The violation with what is needed to see it again. */
export const counterexampleOf = (
  discovery: Discovery,
  maxWork = CUT_WORK,
  onWork: OnWork = () => undefined,
): Counterexample => {
  const { violation, setting: begun, foundBy, run, protocol } = discovery;
  const setting = withPagesOf(protocol, begun);
  const actions = 'actions' in run ? run.actions : actionsOf(run.lines);
  const whole = { setting, actions };
  // Of what is not deterministic nothing happens twice.
  const cut = saysNotDeterministic(violation.because)
    ? undefined
    : (cutTo(soughtIn(violation), whole, { protocol, maxWork, onWork }) ??
      cutAsReplayed(violation, whole, { protocol, maxWork, onWork }));
  if (!cut) return { violation, setting, foundBy, trace: actions.slice(-TAIL).map(stepOf), uncut: actions.length };
  const final = traceOf({ ...cut, ...(protocol && { protocol }) });
  return {
    violation: final.violation ?? violation,
    setting: cut.setting,
    foundBy,
    trace: final.trace,
    uncut: actions.length,
  };
};

/**
 * The same run, cut until a property of one's own choice falls by a clause, whatever else is broken in it before: who can see but
 * that property, as from outside, needs the run that leads to it. At least two servers are left. undefined: it does not fall by that clause.
 */
export const counterexampleTo = (
  sought: Sought,
  { setting: begun, foundBy, run, protocol }: Discovery,
  maxWork = CUT_WORK,
): Counterexample | undefined => {
  const setting = withPagesOf(protocol, begun);
  const actions = 'actions' in run ? run.actions : actionsOf(run.lines);
  const trials = new Trials({ sought, setting, protocol, maxWork, isWhole: false, fewestServers: 2 });
  const begin = trials.begin({ setting, actions });
  if (!begin) return undefined;
  const cut = shortest(smallest(begin, trials), sought.property, trials);
  const { violation } = trials.replay(cut);
  return (
    violation && { violation, setting: cut.setting, foundBy, trace: cut.actions.map(stepOf), uncut: actions.length }
  );
};

/** On what is cut, and how long. */
interface Bounds {
  readonly protocol: Protocol | undefined;
  readonly maxWork: number;
  readonly onWork: OnWork;
}

/** A goal is missed in time; without time, it is the broken clause that can be shown. */
export const soughtIn = ({ property, clause }: Violation): Sought => ({
  property: isGoal(property) ? 'SP-18' : property,
  clause,
});

const isGoal = (property: ClauseId): boolean => property.startsWith('LP-');

/** A replay looks more closely than whoever found the violation, and may blame another clause. */
const cutAsReplayed = ({ property }: Violation, run: TriedRun, bounds: Bounds): TriedRun | undefined => {
  const { protocol } = bounds;
  const { violation, done } = replayActions({ ...run, ...(protocol && { protocol }) });
  if (!violation || isGoal(property)) return undefined;
  const shown = { ...run, actions: done };
  return cutTo(violation, shown, bounds) ?? shown;
};

const stepOf = (action: Action): TraceStep => ({ line: formatAction(action), servers: {} });

/**
 * Cut by what is cheap to look at; should what is left be another violation when everything is looked at, cut by that. undefined:
 * the run does not end so.
 */
const cutTo = (sought: Sought, run: TriedRun, { protocol, maxWork, onWork }: Bounds): TriedRun | undefined => {
  for (const isWhole of [false, true]) {
    const bound = isWhole ? Math.floor(maxWork / WHOLE_COSTS) : maxWork;
    const trials = new Trials({ sought, setting: run.setting, protocol, maxWork: bound, isWhole });
    const begin = trials.begin(run);
    const kept = begin && shortest(smallest(begin, trials), sought.property, trials);
    onWork(trials.work, trials.isOver);
    if (kept && trials.confirms(kept)) return kept;
  }
  return undefined;
};

/** The same violation, come about in another way, if a search finds one that is shorter. */
const shortest = (run: TriedRun, property: ClauseId, { attempt, protocol, isOver }: Trials): TriedRun => {
  if (isOver) return run;
  const actions = shortcut({ ...run, protocol, property });
  return actions ? withShorterWords(firstOf(run, [{ ...run, actions }], attempt), attempt) : run;
};

/** Cuts in turn what can be cut, until nothing of it makes the run smaller any more. */
const smallest = (run: TriedRun, trials: Trials): TriedRun => {
  const { attempt } = trials;
  const cuts = [
    (kept: TriedRun) => withoutTermsAndIndexes(kept, trials),
    withoutActions,
    withFewerServers,
    withPlainerActions,
    withSimplerSetting,
    withShorterWords,
  ];
  let kept = withoutPieces(withoutBystanders(withoutTheRest(run, trials), trials), trials, 1 / 3);
  kept = withoutPieces(withQuietNetwork(kept, trials), trials);
  for (let round = 0; round < MAX_ROUNDS && !trials.isOver; round++) {
    const before = kept;
    for (const cut of cuts) kept = cut(kept, attempt);
    if (sizeOf(kept) === sizeOf(before)) kept = withoutPairs(kept, attempt);
    if (sizeOf(kept) === sizeOf(before)) break;
  }
  return kept;
};

/** Everything that a cut can make smaller. */
const sizeOf = ({ setting, actions }: TriedRun): string =>
  JSON.stringify([setting, actions.length, actions.map(formatAction).join('\n').length]);

/** The first of the stories that ends in the same violation; if there is none, the one that is there. */
const firstOf = (kept: TriedRun, candidates: Iterable<TriedRun>, attempt: Attempt): TriedRun => {
  for (const candidate of candidates) {
    const run = attempt(candidate);
    if (run) return run;
  }
  return kept;
};

const withoutActions = (run: TriedRun, attempt: Attempt, inPairs = false): TriedRun => {
  const { setting } = run;
  let kept = run;
  const stillFails = (actions: readonly Action[]): boolean => {
    const found = attempt({ setting, actions });
    // A message may have come to stand for an older one: what really happened takes the place of what was asked for.
    if (found) kept = found;
    return found !== undefined;
  };
  shrink(run.actions, stillFails, { maxWork: Number.POSITIVE_INFINITY, inPairs });
  return kept;
};

/** Slow, and so for what is short already: also without two actions that only together can be spared. */
const withoutPairs = (run: TriedRun, attempt: Attempt): TriedRun => withoutActions(run, attempt, true);

/**
 * Without whole terms, and whole indexes with all that was ever there: too much at once to be left out action by action. From
 * the last to the first, so that those which are still to be tried keep their numbers.
 */
const withoutTermsAndIndexes = (run: TriedRun, trials: Trials): TriedRun => {
  if (trials.isOver) return run;
  let kept = run;
  let began = beginningsOf(run, trials);
  const tries = [
    ...downFrom(Math.max(0, ...began.terms)).map((gone) => () => withoutTerm(kept.actions, began, gone)),
    ...downFrom(Math.max(0, ...began.indexes)).map((gone) => () => withoutIndex(kept.actions, began, gone)),
  ];
  if (tries.length * run.actions.length > CUT_WORK) return run;
  for (const fewer of tries) {
    const candidate = trials.attempt({ ...run, actions: fewer() });
    if (!candidate || candidate.actions.length >= kept.actions.length) continue;
    kept = candidate;
    began = beginningsOf(kept, trials);
  }
  return kept;
};

const downFrom = (last: number): readonly number[] => Array.from({ length: last }, (_, place) => last - place);

const beginningsOf = (run: TriedRun, trials: Trials): Beginnings => {
  const indexes: number[] = [];
  const terms: number[] = [];
  trials.replay(run, ({ observation }) => {
    const { event, before, after } = observation ?? {};
    indexes.push(event?.type === 'clientCommand' && after?.log !== before?.log ? (after?.log.lastIndex ?? 0) : 0);
    terms.push(event?.type === 'timeout' && event.timer === 'election' ? (after?.currentTerm ?? 0) : 0);
  });
  return { indexes, terms };
};

/**
 * A cluster without one of its servers, or with one that plays its part as well; or without two, since an even number of
 * servers has a larger majority.
 */
const withFewerServers = (run: TriedRun, attempt: Attempt): TriedRun => {
  const { setting, actions } = run;
  const { servers } = setting;
  const keeping = (gone: readonly ServerId[], kept: readonly Action[]): TriedRun => ({
    setting: { ...setting, servers: servers.filter((id) => !gone.includes(id)) },
    actions: kept,
  });
  const without = (gone: readonly ServerId[]): TriedRun =>
    keeping(
      gone,
      actions.filter((action) => !serversOf(action).some((id) => gone.includes(id))),
    );
  const pairs = servers.flatMap((a, place) => servers.slice(place + 1).map((b) => [a, b]));
  const alone = servers.map((id) => [id]);
  const merged = servers.flatMap((gone) =>
    servers.filter((id) => id !== gone).map((id) => keeping([gone], withServerFor(actions, gone, id))),
  );
  const candidates = [...alone, ...pairs].filter((gone) => gone.length < servers.length).map(without);
  const smaller = firstOf(run, [...candidates, ...merged], attempt);
  return smaller === run ? run : withFewerServers(smaller, attempt);
};

/** One action after another, in the plainest form that will do. */
const withPlainerActions = (run: TriedRun, attempt: Attempt): TriedRun => {
  let kept = run;
  for (let place = run.actions.length - 1; place >= 0; place--) {
    const action = kept.actions[place];
    if (!action) continue;
    const candidates = plainer(action).map((other) => ({ ...kept, actions: kept.actions.with(place, other) }));
    kept = firstOf(kept, candidates, attempt);
  }
  return kept;
};

const withSimplerSetting = (run: TriedRun, attempt: Attempt): TriedRun => {
  let kept = run;
  for (const simpler of simplerSettings) {
    const { actions } = kept;
    const candidates = simpler(kept.setting).map((setting) => ({ setting, actions }));
    kept = firstOf(kept, candidates, attempt);
  }
  return kept;
};

const withShorterWords = (run: TriedRun, attempt: Attempt): TriedRun =>
  firstOf(run, [{ ...run, actions: withShortNames(run.actions) }], attempt);
