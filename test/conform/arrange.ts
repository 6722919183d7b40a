import { traceOf } from '../../model/counterexample/replay.ts';
import { recordedTrace } from '../../model/runs/conform/recorded.ts';
import { type FollowReport, follow } from '../../src/cli/conform/follow.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Options, ServerId } from '../../src/core/types.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting, TraceStep } from '../../src/trace/recording.ts';
import { formalSpec } from '../../src/verify/formal.ts';

export const settingOf = (servers: readonly ServerId[], options: Partial<Options> = {}): Setting => ({
  servers,
  options: { ...defaultOptions, ...options },
});

/** What is recorded of these actions. */
export const traceFrom = (setting: Setting, actions: readonly Action[]): readonly TraceStep[] =>
  traceOf({ setting, actions, isExact: true }).trace;

export const recording = async (setting: Setting, trace: readonly TraceStep[]): Promise<FollowReport> =>
  follow((await formalSpec('following')).session(), recordedTrace(setting, trace));
