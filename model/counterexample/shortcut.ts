/** Shorter ways to a violation. Cutting only leaves out; a search also does otherwise. */

import { ComponentStore } from '../../src/check/explore/componentStore.ts';
import { exploreSpace } from '../../src/check/explore/explore.ts';
import { privateInterner } from '../../src/check/explore/interner.ts';
import type { ExploreOptions } from '../../src/check/explore/options.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { timerNames } from '../../src/core/extensions/timers.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { type Action, formatAction } from '../../src/trace/grammar.ts';
import type { Setting } from '../../src/trace/recording.ts';
import { eventName } from '../../src/trace/words.ts';
import { type Budget, noBudget, timeoutsOf } from '../worlds/budget.ts';
import { World } from '../worlds/world.ts';
import { actionsOf } from './replay.ts';

/** A run that is searched for a shorter one: with the same servers and options, and hardly more of each kind of event. */
export interface Way {
  readonly setting: Setting;
  readonly actions: readonly Action[];
  readonly property: ClauseId;
  readonly protocol?: Protocol;
}

/** How many worlds are searched, at most: what a fraction of a second is enough for. */
const MAX_WORLDS = 60_000;

const MEMORY = 2 ** 28;

/** The shortest run from a cold cluster in which the property falls, if there is a shorter one and it is found soon. */
export const shortcut = ({ setting, actions, property, protocol }: Way): readonly Action[] | undefined => {
  const { servers, options, snapshotLength } = setting;
  // A world has another state machine than such a run, and nobody from outside.
  if (snapshotLength !== undefined || actions.some(({ type }) => type === 'foreign')) return undefined;
  const crashPoints = actions.some((action) => 'crashAfter' in action) ? 'everywhere' : 'between';
  const world = new World(
    {
      name: 'a shortcut',
      servers,
      options,
      crashPoints,
      only: property,
      budget: withRoom(budgetOf(actions)),
      ...(protocol && { protocol }),
    },
    new ComponentStore(privateInterner),
  );
  let isOver = false;
  const search: ExploreOptions & { readonly isHasty: boolean } = {
    memoryBytes: MEMORY,
    isHasty: true,
    onProgress: ({ distinct, depth }) => {
      isOver = distinct > MAX_WORLDS || depth + servers.length >= actions.length;
    },
    isOver: () => isOver,
  };
  const { path = [] } = exploreSpace(world, search).properties[0] ?? {};
  const lines = path.flatMap(({ action }) => (action === null ? [] : [action]));
  const found = [...world.startActions, ...actionsOf(lines)];
  return lines.length > 0 && found.length < actions.length ? found : undefined;
};

/** What the run spends: what arrives again has been duplicated. */
export const budgetOf = (actions: readonly Action[]): Budget => {
  const count = (isSo: (action: Action) => boolean): number => actions.filter(isSo).length;
  const events = (name: string): number =>
    count((action) => action.type === 'event' && eventName(action.event) === name);
  const timeouts = timerNames.map((timer): [string, number] => [timeoutsOf(timer), events(`${timer} timeout`)]);
  const arrivals = actions.flatMap((action) =>
    action.type === 'deliver' ? [formatAction({ ...action, crashAfter: 0 })] : [],
  );
  return {
    ...noBudget,
    ...Object.fromEntries(timeouts),
    clientCommands: events('clientCommand'),
    clientBatches: events('clientCommands'),
    reads: events('read'),
    transfers: events('transferLeadership'),
    changes: events('changeMembership'),
    compactions: events('compact'),
    crashes: count((action) => action.type === 'crash' || 'crashAfter' in action),
    duplicates: arrivals.length - new Set(arrivals).size,
    corruptions: count((action) => action.type === 'deliver' && action.corrupted === true),
  };
};

/** Room for one repetition: what is said again may do in one event what took several. */
export const withRoom = (budget: Budget): Budget => ({
  ...budget,
  heartbeatTimeouts: Math.max(1, budget.heartbeatTimeouts),
  duplicates: Math.max(1, budget.duplicates),
});
