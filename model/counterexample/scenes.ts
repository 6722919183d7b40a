/** A trace step by step, for showing it: what happened where, and which step sent what arrives. */
import type { ClauseId } from '../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Message, Server, ServerId } from '../../src/core/types.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Counterexample, ServerSummary } from '../../src/trace/recording.ts';
import { type StepDifference, stepDifference } from './difference.ts';
import { actionsOf, type Happened, lineOf, type Replayed, replayActions, summary } from './replay.ts';

/** One step of a trace, as it happens on the protocol that is shown. */
export interface Scene {
  /** Counted from 1. */
  readonly step: number;
  readonly line: string;
  readonly action: Action;
  /** To whom it happened. */
  readonly server: ServerId;
  /** The step that sent what arrives here. */
  readonly sentAt?: number;
  /** What was sent in this step. */
  readonly sent: readonly Message[];
  readonly fired: readonly ClauseId[];
  /** The server afterwards; null: it is down. */
  readonly after: Server | null;
  readonly servers: Readonly<Record<ServerId, ServerSummary>>;
  /** Where the step is not what it should have been. */
  readonly difference?: StepDifference;
}

/** The scenes of a counterexample, and what came of it. */
export interface Showing extends Replayed {
  readonly scenes: readonly Scene[];
}

/** Replays a counterexample exactly as it stands. */
export const showingOf = (
  { setting, trace }: Pick<Counterexample, 'setting' | 'trace'>,
  protocol: Protocol = shippedProtocol,
): Showing => {
  const scenes: Scene[] = [];
  const actions = actionsOf(trace.map(({ line }) => line));
  const replayed = replayActions({ setting, actions, protocol, isExact: true }, (happened) => {
    scenes.push(sceneOf(happened, scenes.length + 1));
  });
  return { ...replayed, scenes };
};

const sceneOf = (happened: Happened, step: number): Scene => {
  const { action, cluster, observation, sentAt } = happened;
  const server = 'id' in action ? action.id : action.message.to;
  const after = cluster.server(server);
  const { effects = [], executed = 0, fired = [] } = observation ?? {};
  const difference = observation && stepDifference(observation);
  return {
    step,
    line: lineOf(happened),
    action,
    server,
    ...(sentAt !== undefined && { sentAt }),
    sent: effects.slice(0, executed).flatMap((effect) => (effect.type === 'send' ? [effect.message] : [])),
    fired,
    after,
    servers: Object.fromEntries(cluster.ids.map((id) => [id, summary(cluster.server(id))])),
    ...(difference && { difference }),
  };
};
