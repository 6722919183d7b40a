/** The steps of a recording, made to happen again: what happened where, and which step sent what arrives. */
import { otherDecisions } from '../../src/core/clauses.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { Message } from '../../src/core/types.ts';
import type { ExplainedStep } from '../../src/trace/explanation.ts';
import { type Recording, summaryOf } from '../../src/trace/recording.ts';
import { stepDifference } from '../oracle/step.ts';
import { actionsOf, type Happened, lineOf, type Replayed, replayActions } from './replay.ts';

/**
 * Replays a recording exactly as it stands.
 *
 * @param isWhole also what comes after the first safety property that falls? Left out: no.
 */
export const stepsOf = (
  { setting, trace }: Recording,
  protocol: Protocol = protocolWith(setting.extensions),
  isWhole = false,
): Replayed & { readonly steps: readonly ExplainedStep[] } => {
  const steps: ExplainedStep[] = [];
  const lost = new Map<number, Message[]>();
  const actions = actionsOf(trace.map(({ line }) => line));
  const replayed = replayActions(
    { setting, actions, protocol, isExact: true, isWhole },
    (happened) => steps.push(stepOf(happened, steps.length + 1, protocol.decisions === 'differ')),
    ({ message, sentAt }) => lost.set(sentAt, [...(lost.get(sentAt) ?? []), message]),
  );
  return {
    ...replayed,
    steps: steps.map((step) => {
      const messages = lost.get(step.step);
      return messages ? { ...step, lost: messages } : step;
    }),
  };
};

/** How many steps stand in a part of a trace: a loss is none. */
export const countSteps = (trace: Recording['trace']): number =>
  actionsOf(trace.map(({ line }) => line)).filter(({ type }) => type !== 'lose').length;

const stepOf = (happened: Happened, step: number, mayDiffer: boolean): ExplainedStep => {
  const { action, cluster, observation, sentAt } = happened;
  const server = 'id' in action ? action.id : action.message.to;
  const after = cluster.server(server);
  const { effects = [], executed = 0, fired = [] } = observation ?? {};
  const found = observation && stepDifference(observation, !mayDiffer);
  const difference = found && mayDiffer && found.clause in otherDecisions ? undefined : found;
  return {
    step,
    line: lineOf(happened),
    action,
    server,
    ...(sentAt !== undefined && { sentAt }),
    sent: effects.slice(0, executed).flatMap((effect) => (effect.type === 'send' ? [effect.message] : [])),
    fired,
    after,
    servers: Object.fromEntries(cluster.ids.map((id) => [id, summaryOf(cluster.server(id))])),
    ...(difference && { difference }),
  };
};
