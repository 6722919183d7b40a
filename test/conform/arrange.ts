import { traceOf } from '../../model/counterexample/replay.ts';
import { recordedTrace } from '../../model/runs/conform/recorded.ts';
import { type FollowReport, follow } from '../../src/cli/conform/follow.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Options, ServerId } from '../../src/core/types.ts';
import { loadSpec, type QuintSpec } from '../../src/quint/index.ts';
import type { Action } from '../../src/trace/grammar.ts';
import type { Setting, TraceStep } from '../../src/trace/recording.ts';

const specs = new Map<string, QuintSpec>();

/** Reading the specification takes a few seconds. */
export const specOf = (main: 'three' | 'stories' | 'following'): QuintSpec => {
  const file = main === 'stories' ? 'spec/stories.qnt' : 'spec/raft.qnt';
  const spec = specs.get(main) ?? loadSpec(file, main);
  specs.set(main, spec);
  return spec;
};

export const settingOf = (servers: readonly ServerId[], options: Partial<Options> = {}): Setting => ({
  servers,
  options: { ...defaultOptions, ...options },
});

/** What is recorded of these actions. */
export const traceFrom = (setting: Setting, actions: readonly Action[]): readonly TraceStep[] =>
  traceOf({ setting, actions, isExact: true }).trace;

export const recording = (setting: Setting, trace: readonly TraceStep[]): FollowReport =>
  follow(specOf('following').session(), recordedTrace(setting, trace));
