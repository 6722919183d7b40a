/** Counterexamples, whoever found them: cut to what matters, while the same property falls by the same clause. */

import { shrink } from '../../src/check/shrink.ts';
import { saysNotDeterministic } from '../../src/cluster/purity.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { ServerId } from '../../src/core/types.ts';
import { type Action, formatAction } from '../../src/trace/grammar.ts';
import type { Counterexample, FoundBy, Setting, TraceStep, Violation } from '../../src/trace/recording.ts';
import { eventName } from '../../src/trace/words.ts';
import { actionsOf, replayActions, traceOf } from './replay.ts';
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

/** How many actions are replayed for one counterexample, at most: a bound on the time that it takes. */
const MAX_WORK = 800_000;

/** How often what is left of a counterexample is cut again, at most. */
const MAX_ROUNDS = 12;

/** How much of a run is shown when it can't be cut: the end, where a goal was missed. */
const TAIL = 40;

/** What is being cut. */
interface Run {
  readonly setting: Setting;
  readonly actions: readonly Action[];
}

/** The run as it really happens, if it still ends in the same violation. */
type Attempt = (run: Run) => Run | undefined;

/** A trace says which optional pages were woven in. */
const withPagesOf = (protocol: Protocol | undefined, setting: Setting): Setting =>
  protocol?.extensions?.length ? { ...setting, extensions: protocol.extensions } : setting;

/** The violation with what is needed to see it again. */
export const counterexampleOf = ({ violation, setting: begun, foundBy, run, protocol }: Discovery): Counterexample => {
  const setting = withPagesOf(protocol, begun);
  const actions = 'actions' in run ? run.actions : actionsOf(run.lines);
  const whole = (): Counterexample => ({
    violation,
    setting,
    foundBy,
    trace: actions.slice(-TAIL).map(stepOf),
    uncut: actions.length,
  });
  if (saysNotDeterministic(violation.because)) return whole(); // nothing of it happens twice
  const under = protocol ? { protocol } : {};
  const first = replayActions({ ...under, setting, actions });
  // A goal is missed in time; without time, it is the broken clause that can be shown.
  const target = first.violation;
  if (target?.clause !== violation.clause) {
    return whole();
  }
  let work = 0;
  const attempt: Attempt = (run) => {
    work += run.actions.length;
    if (work > MAX_WORK) return undefined;
    const { violation: found, done } = replayActions({ ...under, ...run });
    const isSame = found?.property === target.property && found.clause === target.clause;
    return isSame ? { ...run, actions: done } : undefined;
  };
  const kept = smallest({ setting, actions: first.done }, attempt, protocol);
  const actionsOfShorter = shortcut({ ...kept, ...under, property: target.property });
  const cut = actionsOfShorter ? withOtherActions(kept, actionsOfShorter, attempt) : kept;
  const final = traceOf({ ...under, ...cut });
  return {
    violation: final.violation ?? violation,
    setting: cut.setting,
    foundBy,
    trace: final.trace,
    uncut: actions.length,
  };
};

const stepOf = (action: Action): TraceStep => ({ line: formatAction(action), servers: {} });

/** Cuts in turn what can be cut, until nothing of it makes the run smaller any more. */
const smallest = (run: Run, attempt: Attempt, protocol?: Protocol): Run => {
  const cuts = [
    (kept: Run) => withoutTermsAndIndexes(kept, attempt, protocol),
    withoutActions,
    withFewerServers,
    withPlainerActions,
    withSimplerSetting,
    withShorterWords,
  ];
  let kept = withoutBystanders(run, attempt);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = kept;
    for (const cut of cuts) kept = cut(kept, attempt);
    if (sizeOf(kept) === sizeOf(before)) kept = withoutPairs(kept, attempt);
    if (sizeOf(kept) === sizeOf(before)) break;
  }
  return kept;
};

/** Everything that a cut can make smaller. */
const sizeOf = ({ setting, actions }: Run): string =>
  JSON.stringify([setting, actions.length, actions.map(formatAction).join('\n').length]);

/** The first of the stories that ends in the same violation; if there is none, the one that is there. */
const firstOf = (kept: Run, candidates: Iterable<Run>, attempt: Attempt): Run => {
  for (const candidate of candidates) {
    const run = attempt(candidate);
    if (run) return run;
  }
  return kept;
};

/** Without what happens to servers, and without kinds of events, that the failure does not need at all. */
const withoutBystanders = (run: Run, attempt: Attempt): Run => {
  const kind = (action: Action): string =>
    action.type === 'event' ? eventName(action.event) : action.type === 'deliver' ? action.message.type : action.type;
  const tests: ((action: Action) => boolean)[] = [
    ...run.setting.servers.map((id) => (action: Action) => serversOf(action).includes(id)),
    ...[...new Set(run.actions.map(kind))].map((name) => (action: Action) => kind(action) === name),
  ];
  let kept = run;
  for (const isBystander of tests) {
    const actions = kept.actions.filter((action) => !isBystander(action));
    if (actions.length < kept.actions.length) kept = firstOf(kept, [{ ...kept, actions }], attempt);
  }
  return kept;
};

const withoutActions = (run: Run, attempt: Attempt, inPairs = false): Run => {
  const { setting } = run;
  let kept = run;
  const stillFails = (actions: readonly Action[]): boolean => {
    const found = attempt({ setting, actions });
    // A message may have come to stand for an older one: what really happened takes the place of what was asked for.
    if (found) kept = found;
    return found !== undefined;
  };
  shrink(run.actions, stillFails, { maxWork: MAX_WORK, inPairs });
  return kept;
};

/** Slow, and so for what is short already: also without two actions that only together can be spared. */
const withoutPairs = (run: Run, attempt: Attempt): Run => withoutActions(run, attempt, true);

/**
 * Without whole terms, and whole indexes with all that was ever there: too much at once to be left out action by action. From
 * the last to the first, so that those which are still to be tried keep their numbers.
 */
const withoutTermsAndIndexes = (run: Run, attempt: Attempt, protocol?: Protocol): Run => {
  let kept = run;
  let began = beginningsOf(run, protocol);
  const tries = [
    ...downFrom(Math.max(0, ...began.terms)).map((gone) => () => withoutTerm(kept.actions, began, gone)),
    ...downFrom(Math.max(0, ...began.indexes)).map((gone) => () => withoutIndex(kept.actions, began, gone)),
  ];
  if (tries.length * run.actions.length > MAX_WORK / 4) return run;
  for (const fewer of tries) {
    const candidate = attempt({ ...run, actions: fewer() });
    if (!candidate || candidate.actions.length >= kept.actions.length) continue;
    kept = candidate;
    began = beginningsOf(kept, protocol);
  }
  return kept;
};

const downFrom = (last: number): readonly number[] => Array.from({ length: last }, (_, place) => last - place);

const beginningsOf = ({ setting, actions }: Run, protocol?: Protocol): Beginnings => {
  const indexes: number[] = [];
  const terms: number[] = [];
  replayActions({ setting, actions, ...(protocol && { protocol }) }, ({ observation }) => {
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
const withFewerServers = (run: Run, attempt: Attempt): Run => {
  const { setting, actions } = run;
  const { servers } = setting;
  const keeping = (gone: readonly ServerId[], kept: readonly Action[]): Run => ({
    setting: { ...setting, servers: servers.filter((id) => !gone.includes(id)) },
    actions: kept,
  });
  const without = (gone: readonly ServerId[]): Run =>
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
const withPlainerActions = (run: Run, attempt: Attempt): Run => {
  let kept = run;
  for (let place = run.actions.length - 1; place >= 0; place--) {
    const action = kept.actions[place];
    if (!action) continue;
    const candidates = plainer(action).map((other) => ({ ...kept, actions: kept.actions.with(place, other) }));
    kept = firstOf(kept, candidates, attempt);
  }
  return kept;
};

const withSimplerSetting = (run: Run, attempt: Attempt): Run => {
  let kept = run;
  for (const simpler of simplerSettings) {
    const { actions } = kept;
    const candidates = simpler(kept.setting).map((setting) => ({ setting, actions }));
    kept = firstOf(kept, candidates, attempt);
  }
  return kept;
};

/** The same violation, come about in another way. */
const withOtherActions = (run: Run, actions: readonly Action[], attempt: Attempt): Run =>
  withShorterWords(firstOf(run, [{ ...run, actions }], attempt), attempt);

const withShorterWords = (run: Run, attempt: Attempt): Run =>
  firstOf(run, [{ ...run, actions: withShortNames(run.actions) }], attempt);
