/** A recording, made to happen again and written as lines of JSON. */
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { ndjsonLines } from '../../src/trace/ndjson.ts';
import type { Recording } from '../../src/trace/recording.ts';
import { actionsOf, replayActions } from './replay.ts';

/** The lines of a whole recording, exactly as it stands. */
export const ndjsonOf = (
  { setting, trace }: Recording,
  protocol: Protocol = protocolWith(setting.extensions),
): readonly string[] => {
  const lines: string[] = [];
  let step = 0;
  const actions = actionsOf(trace.map(({ line }) => line));
  replayActions({ setting, actions, protocol, isExact: true }, ({ action, cluster, observation }) => {
    step++;
    const at = 'id' in action ? action.id : action.message.to;
    lines.push(...ndjsonLines({ step, at, action, observation, server: cluster.server(at) }));
  });
  return lines;
};
