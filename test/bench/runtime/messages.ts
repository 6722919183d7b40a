/** What passes between the benchmark and its servers. */
import type { ServerId } from '../../../src/core/types.ts';

export interface BenchSetting {
  readonly id: ServerId;
  readonly servers: readonly ServerId[];
  readonly directory: string;
  readonly ports: Readonly<Record<ServerId, number>>;
}

/** What a server has used up since its start. */
export interface NodeCost {
  readonly syncs: number;
  /** Written to files. */
  readonly bytes: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

export type ToBenchNode =
  | { readonly type: 'load'; readonly clients: number; readonly seconds: number }
  | { readonly type: 'status' }
  | { readonly type: 'cost' }
  | { readonly type: 'close' };

export type FromBenchNode =
  | { readonly type: 'open'; readonly milliseconds: number }
  | { readonly type: 'status'; readonly role: string }
  | { readonly type: 'cost'; readonly cost: NodeCost }
  | { readonly type: 'done'; readonly proposals: number; readonly p50: number; readonly p99: number };
