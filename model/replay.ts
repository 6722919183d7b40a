/** Actions without time: what a trace says happened, made to happen again. */
import type { Message, Server, ServerId } from '../src/core/types.ts';
import { Cluster, type Observation, type Protocol, shippedProtocol } from '../src/sim/cluster.ts';
import { corrupt } from '../src/sim/simulator.ts';
import { type Action, formatLine, formatMessage, parseAction } from '../src/sim/trace.ts';
import { Monitor } from './properties/index.ts';
import type { Counterexample, ReplayReport, ServerSummary, Setting, TraceStep, Violation } from './report.ts';
import { Application, statesOf } from './torture/application.ts';
import { runTorture } from './torture/index.ts';

/**
 * Messages that were sent. All of them may arrive at any time, again and again: that is what a network may do. A message that
 * was not sent as it stands stands for the oldest of its kind on its link, so that a trace that was cut still makes sense.
 */
class Mail {
  readonly #links = new Map<string, { readonly text: string; readonly message: Message; isDelivered: boolean }[]>();

  send(message: Message): void {
    const key = linkOf(message);
    const link = this.#links.get(key) ?? [];
    this.#links.set(key, link);
    link.push({ text: formatMessage(message), message, isDelivered: false });
  }

  find(wanted: Message, isExact: boolean): Message | undefined {
    const link = this.#links.get(linkOf(wanted)) ?? [];
    const text = formatMessage(wanted);
    const found =
      link.find((sent) => sent.text === text) ?? (isExact ? undefined : link.find((sent) => !sent.isDelivered));
    if (found) found.isDelivered = true;
    return found?.message;
  }
}

const linkOf = ({ from, to, type }: Message): string => `${from} ${to} ${type}`;

const summary = (server: Server | null): ServerSummary =>
  server === null
    ? { role: 'down', currentTerm: 0, votedFor: null, snapshotIndex: 0, lastIndex: 0, commitIndex: 0 }
    : {
        role: server.role,
        currentTerm: server.currentTerm,
        votedFor: server.votedFor,
        snapshotIndex: server.log.snapshotIndex,
        lastIndex: server.log.lastIndex,
        commitIndex: server.commitIndex,
      };

export interface Replay {
  readonly setting: Setting;
  readonly actions: readonly Action[];
  readonly protocol?: Protocol;
  /** True: a message arrives only if exactly this one was sent. */
  readonly isExact?: boolean;
}

/** What came of a replay, and which actions took place. */
export interface Replayed {
  readonly violation: Violation | undefined;
  readonly done: readonly Action[];
  readonly skipped: number;
}

/** Makes the actions happen, one after another, until a safety property falls; leaves out those that can't. */
export const replayActions = (
  { setting, actions, protocol = shippedProtocol, isExact = false }: Replay,
  onAction?: (action: Action, cluster: Cluster, observation: Observation | undefined) => void,
): Replayed => {
  const { snapshotLength } = setting;
  const monitor: Monitor = new Monitor(
    snapshotLength === undefined ? {} : { stateAfter: statesOf(() => monitor.ghost, snapshotLength) },
  );
  const application = snapshotLength === undefined ? undefined : new Application(snapshotLength);
  const mail = new Mail();
  const ignore = (): void => undefined;
  const cluster = new Cluster(
    { ids: setting.servers, options: setting.options, protocol },
    {
      send: (message) => mail.send(message),
      timer: ignore,
      answer: ignore,
      apply: (id, { index, command }) => application?.apply(id, index, command),
      restore: (id, { snapshot }) => application?.restore(id, snapshot),
      crashed: (id) => application?.forget(id),
      observe: monitor.watcher.observe,
      restarted: monitor.watcher.restarted,
    },
  );
  monitor.watcher.begin(cluster);
  const done: Action[] = [];
  let skipped = 0;
  for (const wanted of actions) {
    if (monitor.violation) break;
    const action = possible(wanted, cluster, mail, application, isExact);
    if (!action) {
      skipped++;
      continue;
    }
    const observation = attempt(action, cluster, monitor);
    done.push(action);
    onAction?.(action, cluster, observation);
  }
  return { violation: monitor.verdict, done, skipped };
};

/** The action as it can happen now; undefined: it can't. */
const possible = (
  action: Action,
  cluster: Cluster,
  mail: Mail,
  application: Application | undefined,
  isExact: boolean,
): Action | undefined => {
  switch (action.type) {
    case 'lose':
      return undefined; // whatever does not arrive is lost
    case 'restart':
      return cluster.isUp(action.id) ? undefined : action;
    case 'crash':
      return cluster.isUp(action.id) ? action : undefined;
    case 'event': {
      if (!cluster.isUp(action.id)) return undefined;
      if (action.event.type !== 'compact' || !application) return action;
      const state = application.snapshot(action.id);
      const index = Math.max(action.event.index, state.index);
      return { ...action, event: { ...action.event, index, data: state.data } };
    }
    case 'deliver': {
      const message = cluster.isUp(action.message.to) ? mail.find(action.message, isExact) : undefined;
      return message && { ...action, message };
    }
  }
};

const attempt = (action: Action, cluster: Cluster, monitor: Monitor): Observation | undefined => {
  try {
    return perform(action, cluster);
  } catch (error) {
    const because = `the protocol itself failed: ${error instanceof Error ? error.message : String(error)}`;
    monitor.found('SP-18', { because });
    return undefined;
  }
};

const perform = (action: Action, cluster: Cluster): Observation | undefined => {
  switch (action.type) {
    case 'restart':
      cluster.restart(action.id);
      return undefined;
    case 'crash':
      cluster.crash(action.id);
      return undefined;
    case 'event':
      return cluster.handle(action.id, action.event, action.crashAfter);
    case 'deliver': {
      const { message, corrupted, crashAfter } = action;
      return cluster.handle(message.to, corrupted ? corrupt(message) : message, crashAfter);
    }
    case 'lose':
      return undefined;
  }
};

/** The trace of a replay: each action that took place, with what came of it. */
export const traceOf = (replay: Replay): Replayed & { readonly trace: readonly TraceStep[] } => {
  const trace: TraceStep[] = [];
  const replayed = replayActions(replay, (action, cluster, observation) => {
    const outcome = observation && {
      server: observation.crashed ? null : observation.after,
      fired: observation.fired,
    };
    const servers = cluster.ids.map((id): [ServerId, ServerSummary] => [id, summary(cluster.server(id))]);
    trace.push({ line: formatLine({ action, ...(outcome && { outcome }) }), servers: Object.fromEntries(servers) });
  });
  return { ...replayed, trace };
};

/** Runs a counterexample on the present code, or on another protocol. */
export const replay = (counterexample: Counterexample, protocol: Protocol = shippedProtocol): ReplayReport => {
  const { violation, setting, foundBy, trace } = counterexample;
  if (violation.property.startsWith('LP-')) {
    const again = runTorture({ seed: foundBy.seed, protocol });
    return { ok: again.ok, trace, skipped: 0, ...(again.violation && { violation: again.violation }) };
  }
  const replayed = traceOf({ setting, actions: actionsOf(trace.map(({ line }) => line)), protocol, isExact: true });
  const { skipped, trace: now } = replayed;
  return { ok: !replayed.violation, trace: now, skipped, ...(replayed.violation && { violation: replayed.violation }) };
};

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
