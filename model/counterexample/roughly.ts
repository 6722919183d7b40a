/** Rough cuts of a long run: what has nothing to do with its end goes at once, and the rest in pieces, from large to small. */
import { Cluster } from '../../src/cluster/cluster.ts';
import { attempt } from '../../src/cluster/failure.ts';
import { perform } from '../../src/cluster/perform.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { LocalEvent, Message, ServerId } from '../../src/core/types.ts';
import type { Action } from '../../src/trace/grammar.ts';
import { eventName } from '../../src/trace/words.ts';
import { serversOf } from './simpler.ts';
import type { Trials, TriedRun } from './trials.ts';

/** What kind of thing happens. */
export const kindOf = (action: Action): string => {
  if (action.type === 'event') return eventName(action.event);
  return 'message' in action ? action.message.type : action.type;
};

/**
 * Only what can have led to the last action: what happened before at its server, at those whose messages it had got by then, and
 * so on. The last steps of one other server may be kept as well, since two servers can be needed to disagree.
 */
export const withoutTheRest = (run: TriedRun, trials: Trials): TriedRun => {
  if (trials.isOver) return run;
  const sentAt: (number | undefined)[] = [];
  const { done } = trials.replay(run, (happened) => void sentAt.push(happened.sentAt));
  for (const other of [undefined, ...run.setting.servers]) {
    const actions = causesOf(done, sentAt, other);
    if (actions.length === done.length) continue;
    const found = trials.attempt({ ...run, actions });
    if (found) return found;
  }
  return run;
};

const causesOf = (
  done: readonly Action[],
  sentAt: readonly (number | undefined)[],
  other: ServerId | undefined,
): readonly Action[] => {
  /** The last place at each server that matters. */
  const last = new Map<ServerId, number>();
  if (other !== undefined) last.set(other, done.length - 1);
  const causes: Action[] = [];
  for (let place = done.length - 1; place >= 0; place--) {
    const action = done[place];
    if (!action) continue;
    const at = 'id' in action ? action.id : action.message.to;
    if (place < done.length - 1 && place > (last.get(at) ?? -1)) continue;
    last.set(at, Math.max(place, last.get(at) ?? -1));
    const sent = (sentAt[place] ?? 0) - 1;
    if ('message' in action) last.set(action.message.from, Math.max(sent, last.get(action.message.from) ?? -1));
    causes.push(action);
  }
  return causes.reverse();
};

/** Without what happens to servers, and without kinds of things, that the failure does not need at all. */
export const withoutBystanders = (run: TriedRun, { attempt }: Trials): TriedRun => {
  const tests: ((action: Action) => boolean)[] = [
    ...run.setting.servers.map((id) => (action: Action) => serversOf(action).includes(id)),
    ...[...new Set(run.actions.map(kindOf))].map((name) => (action: Action) => kindOf(action) === name),
  ];
  let kept = run;
  for (const isBystander of tests) {
    const actions = kept.actions.filter((action) => !isBystander(action));
    if (actions.length < kept.actions.length) kept = attempt({ ...kept, actions }) ?? kept;
  }
  return kept;
};

/** A run that is longer after pieces were left out is one of which hardly anything can be left out as it is. */
const LONG = 300;

/**
 * The same on a quiet network: what was sent arrives, in order, when a timer has run out, and is lost before. Of such a run more can be
 * left out than of one in which each arrival depends on what was lost before. Without heartbeats if that will do, but for the last.
 */
export const withQuietNetwork = (run: TriedRun, trials: Trials): TriedRun => {
  if (run.actions.length <= LONG) return run;
  for (const hasHeartbeats of [false, true]) {
    const quiet = attempt(() => quietly(run, trials.protocol, hasHeartbeats));
    const found =
      quiet.ok && quiet.value.length < run.actions.length && trials.attempt({ ...run, actions: quiet.value });
    if (found) return found;
  }
  return run;
};

const heartbeat: LocalEvent = { type: 'timeout', timer: 'heartbeat' };

const quietly = ({ setting, actions }: TriedRun, protocol: Protocol, hasHeartbeats: boolean): readonly Action[] => {
  const quiet: Action[] = [];
  let inFlight: Message[] = [];
  const { servers, options, disks = [] } = setting;
  const send = (message: Message): void => void inFlight.push(message);
  const cluster = new Cluster({ ids: servers, options, disks, protocol }, { send });
  const make = (action: Action): void => {
    quiet.push(action);
    perform(action, cluster);
  };
  const settleAfter = (action: Action): void => {
    inFlight = [];
    make(action);
    for (let message = inFlight.shift(); message && quiet.length < actions.length; message = inFlight.shift()) {
      if (cluster.isUp(message.to)) make({ type: 'deliver', message });
    }
  };
  for (const action of actions) {
    if ('message' in action || cluster.isUp(action.id) === (action.type === 'restart')) continue;
    const timer = action.type === 'event' && action.event.type === 'timeout' ? action.event.timer : undefined;
    if (timer === undefined) make(action);
    else if (timer !== 'heartbeat' || hasHeartbeats) settleAfter(action);
  }
  for (const { id, role } of cluster.running)
    if (role === 'leader') settleAfter({ type: 'event', id, event: heartbeat });
  return quiet;
};

/** Runs that are shorter are cut finely at once. */
const SHORT = 48;

/** So many pieces, at least, are not worth it: then single actions are tried. */
const SMALLEST_PIECE = 4;

/**
 * Pieces of half the run, of a quarter, and so on: neighbours, and of one kind at one place, since what hinders the one often lies
 * between the others. From the end to the beginning, since what comes late depends on what came early. Ends when so much of all work is
 * done.
 */
export const withoutPieces = (run: TriedRun, trials: Trials, share = 1): TriedRun => {
  let kept = run;
  let size = Math.ceil(run.actions.length / 2);
  while (kept.actions.length > SHORT && size >= SMALLEST_PIECE && trials.spent < share) {
    for (const name of [...new Set(kept.actions.map(nameOf))]) {
      kept = withoutPiecesOf(kept, size, trials, (action) => nameOf(action) === name);
    }
    kept = withoutPiecesOf(kept, size, trials, () => true);
    size = Math.floor(Math.min(size, kept.actions.length) / 2);
  }
  return kept;
};

const nameOf = (action: Action): string => `${kindOf(action)} ${serversOf(action).join(' ')}`;

const withoutPiecesOf = (
  run: TriedRun,
  size: number,
  { attempt }: Trials,
  isMeant: (action: Action) => boolean,
): TriedRun => {
  let kept = run;
  let end = kept.actions.length;
  while (end > 0) {
    let start = end;
    let left = size;
    while (start > 0 && left > 0) if (isMeant(kept.actions[--start] as Action)) left--;
    const actions = kept.actions.filter((action, place) => place < start || place >= end || !isMeant(action));
    if (actions.length < kept.actions.length) kept = attempt({ ...kept, actions }) ?? kept;
    end = Math.min(start, kept.actions.length);
  }
  return kept;
};
