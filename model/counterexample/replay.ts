/** Actions without time: what a trace says happened, made to happen again. */

import { Cluster } from '../../src/cluster/cluster.ts';
import { attempt } from '../../src/cluster/failure.ts';
import { perform } from '../../src/cluster/perform.ts';
import { digestOfCommands, type StateMachines, stateMachines } from '../../src/cluster/stateMachines.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Message, ServerId } from '../../src/core/types.ts';
import { type Action, formatLine, parseAction } from '../../src/trace/grammar.ts';
import type { Observation } from '../../src/trace/observation.ts';
import {
  type Counterexample,
  isCounterexample,
  type Recording,
  type ReplayReport,
  type ServerSummary,
  type Setting,
  summaryOf,
  type TraceStep,
  type Violation,
} from '../../src/trace/recording.ts';
import { differenceAtRestart, differenceFromReference } from '../oracle/difference.ts';
import { Monitor, type MonitorOptions } from '../properties/index.ts';
import { statesOf } from '../properties/statesOf.ts';
import { runTorture } from '../runs/torture/index.ts';
import { judgedLab } from './labViolation.ts';
import { type SentMessage, SentMessages } from './sent.ts';

/**
 * The message that arrives. One that was not sent as it stands stands for the oldest of its kind on its link, so that a trace
 * that was cut still makes sense.
 */
const arrivalOf = (wanted: Message, messages: SentMessages, isExact: boolean): SentMessage | undefined => {
  const found = isExact
    ? (messages.findCopy(wanted) ?? messages.find(wanted))
    : (messages.find(wanted) ?? messages.oldestLike(wanted));
  if (found) found.hasArrived = true;
  return found;
};

export interface Replay {
  readonly setting: Setting;
  readonly actions: readonly Action[];
  readonly protocol?: Protocol;
  /** True: a message arrives only if exactly this one was sent. */
  readonly isExact?: boolean;
  /** After so many of the actions the servers go on with the shipped protocol. */
  readonly shippedAfter?: number;
  /** What is watched; everything if not given. */
  readonly watch?: ReplayWatch;
  /** Go on when a safety property has fallen? Left out: no. */
  readonly isWhole?: boolean;
}

/** What is watched in a replay that is one of many, for a property that falls by a clause. It ends when it can't be so any more. */
export interface ReplayWatch {
  readonly property: ClauseId;
  readonly clause: ClauseId;
  /** Asked in place of the contracts, without other properties and the reference model. Left out: all are watched. */
  readonly contract?: NonNullable<MonitorOptions['contract']>;
}

/** An action that took place, for whoever looks on. */
export interface Happened {
  readonly action: Action;
  readonly cluster: Cluster;
  /** Undefined: the action was no step of a server, or the protocol threw. */
  readonly observation: Observation | undefined;
  /** The action that sent what arrives here, counted from 1 among those that took place. */
  readonly sentAt: number | undefined;
}

/** A message that the trace tells to be lost. */
export interface Loss {
  readonly message: Message;
  /** The action that sent it, counted from 1 among those that took place. */
  readonly sentAt: number;
}

/** What came of a replay, and which actions took place. */
export interface Replayed {
  readonly violation: Violation | undefined;
  readonly done: readonly Action[];
  readonly skipped: number;
}

/** Makes the actions happen, one after another, until a safety property falls; leaves out those that can't. */
export const replayActions = (
  {
    setting,
    actions,
    protocol = protocolWith(setting.extensions),
    isExact = false,
    shippedAfter = Infinity,
    watch,
    isWhole = false,
  }: Replay,
  onAction?: (happened: Happened) => void,
  onLoss?: (loss: Loss) => void,
): Replayed => {
  const { snapshotLength } = setting;
  const machine = snapshotLength === undefined ? undefined : digestOfCommands(snapshotLength);
  const monitor: Monitor = new Monitor({
    ...(watch?.contract ? { only: [watch.property], contract: watch.contract } : secondFor(protocol)),
    ...(machine && { stateAfter: statesOf(() => monitor.ghost, machine) }),
  });
  const machines = machine && stateMachines(machine);
  const messages = new SentMessages();
  const done: Action[] = [];
  let running = protocol;
  let observation: Observation | undefined;
  const cluster = new Cluster(
    {
      ids: setting.servers,
      options: setting.options,
      disks: setting.disks ?? [],
      protocol: {
        step: (...step) => running.step(...step),
        restart: (disk) => running.restart(disk),
        extensions: protocol.extensions ?? [],
        ...(protocol.decisions && { decisions: protocol.decisions }),
      },
    },
    {
      ...machines?.surroundings,
      send: (message) => messages.send(message, done.length + 1),
      observe: (observed) => {
        observation = observed;
        monitor.watcher.observe(observed);
      },
      restarted: monitor.watcher.restarted,
    },
  );
  monitor.watcher.begin(cluster);
  let skipped = 0;
  for (const [place, wanted] of actions.entries()) {
    if ((monitor.violation && !isWhole) || (watch && isDecided(monitor, watch))) break;
    if (place >= shippedAfter) running = protocolWith(setting.extensions);
    if (wanted.type === 'lose') {
      // whatever does not arrive is lost; a trace that is replayed exactly also tells which copy it was
      const lost = isExact ? messages.lose(wanted.message) : undefined;
      if (lost) onLoss?.(lost);
      continue;
    }
    const { action, sentAt } = possible(wanted, cluster, messages, machines, isExact) ?? {};
    if (!action) {
      skipped++;
      continue;
    }
    observation = undefined;
    const attempted = attempt(() => perform(action, cluster));
    if (!attempted.ok) monitor.found('SP-18', attempted);
    done.push(action);
    onAction?.({ action, cluster, observation, sentAt });
  }
  return { violation: monitor.verdict, done, skipped };
};

/** A protocol that may decide otherwise than the spec is not the reference's equal. */
const secondFor = ({ decisions }: Protocol): MonitorOptions =>
  decisions === 'differ' ? {} : { second: { step: differenceFromReference, restart: differenceAtRestart } };

/** A clause was broken: the one that is sought, and nothing more has to come of it; or another one, which will be blamed. */
const isDecided = ({ blamed }: Monitor, { property, clause }: ReplayWatch): boolean =>
  blamed !== undefined && (property === 'SP-18' || blamed !== clause);

/** The action as it can happen now, and when the message in it was sent; undefined: it can't. */
const possible = (
  action: Exclude<Action, { type: 'lose' }>,
  cluster: Cluster,
  messages: SentMessages,
  machines: StateMachines | undefined,
  isExact: boolean,
): { readonly action: Action; readonly sentAt?: number } | undefined => {
  switch (action.type) {
    case 'restart':
      return cluster.isUp(action.id) ? undefined : { action };
    case 'crash':
    case 'foreign':
      return cluster.isUp(action.id) ? { action } : undefined;
    case 'event': {
      if (!cluster.isUp(action.id)) return undefined;
      if (action.event.type !== 'compact' || !machines) return { action };
      const state = machines.snapshot(action.id);
      const index = Math.max(action.event.index, state.index);
      return { action: { ...action, event: { ...action.event, index, data: state.data } } };
    }
    case 'deliver': {
      const sent = cluster.isUp(action.message.to) ? arrivalOf(action.message, messages, isExact) : undefined;
      return sent && { action: { ...action, message: sent.message }, sentAt: sent.sentAt };
    }
  }
};

/** What happened as a line of the one grammar. */
export const lineOf = ({ action, observation }: Happened): string => {
  const isStep = action.type !== 'crash' && action.type !== 'restart';
  const outcome = isStep &&
    observation && { server: observation.crashed ? null : observation.after, fired: observation.fired };
  return formatLine({ action, ...(outcome && { outcome }) });
};

/** The trace of a replay: each action that took place, with what came of it. */
export const traceOf = (replay: Replay): Replayed & { readonly trace: readonly TraceStep[] } => {
  const trace: TraceStep[] = [];
  const replayed = replayActions(replay, (happened) => {
    const { cluster } = happened;
    const servers = cluster.ids.map((id): [ServerId, ServerSummary] => [id, summaryOf(cluster.server(id))]);
    trace.push({ line: lineOf(happened), servers: Object.fromEntries(servers) });
  });
  return { ...replayed, trace };
};

/**
 * Runs a counterexample, or any recording, on the present code, or on another protocol.
 *
 * @example
 * ```ts
 * import { explainLab, mutants, replay } from 'figure2/model';
 *
 * const protocol = mutants.find(({ id }) => id === 'A28')?.protocol;
 * const counterexample = explainLab('FailNoAgree3B', 1, protocol);
 * console.log(counterexample && replay(counterexample, protocol).violation?.clause); // D-2
 * console.log(counterexample && replay(counterexample).ok); // true
 * ```
 */
export const replay = (
  recording: Recording | Counterexample,
  protocol: Protocol = protocolWith(recording.setting.extensions),
): ReplayReport => {
  const { setting, trace } = recording;
  if (isGoal(recording)) {
    const violation = missedAgain(recording, protocol);
    return { ok: !violation, trace, skipped: 0, ...(violation && { violation }) };
  }
  const replayed = traceOf({ setting, actions: actionsOf(trace.map(({ line }) => line)), protocol, isExact: true });
  const { skipped, trace: now } = replayed;
  return { ok: !replayed.violation, trace: now, skipped, ...(replayed.violation && { violation: replayed.violation }) };
};

/** The whole run, made again from its seed. */
const missedAgain = (
  { foundBy: { engine, name = '', seed } }: Counterexample,
  protocol: Protocol,
): Violation | undefined =>
  engine === 'lab' ? judgedLab({ name, seed, protocol }).violation : runTorture({ seed, protocol }).violation;

/** Is it a goal that was missed? Then nothing of the trace can happen without the beginning of the run. */
export const isGoal = (recording: Recording | Counterexample): recording is Counterexample =>
  isCounterexample(recording) && recording.violation.property.startsWith('LP-');

/**
 * The actions of lines of the one grammar; comments are left out.
 *
 * @throws Error when a line is not of the grammar; whoever reads lines from outside parses them first.
 */
export const actionsOf = (lines: readonly string[]): readonly Action[] =>
  lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => {
      const parsed = parseAction(line);
      if (!parsed.ok) throw new Error(`${parsed.because}: ${line}`);
      return parsed.value;
    });
