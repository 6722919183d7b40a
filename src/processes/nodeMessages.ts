/** What passes between the process of a server and the process that has started it. */
import type { ServerId } from '../core/types.ts';
import type { NodeOptions, NodeStatus, PeerStatus } from '../runtime/index.ts';
import type { CommandOutcome } from './history.ts';
import type { AppliedRun, LedgerState } from './ledger.ts';

/** What a server is started with: the first message that it gets. */
export interface NodeProcessSetting {
  readonly id: ServerId;
  readonly servers: readonly ServerId[];
  /** Of its log and snapshots. */
  readonly directory: string;
  /** Under which port of this machine it reaches each other server. */
  readonly ports: Readonly<Record<ServerId, number>>;
  readonly options: Partial<
    Pick<NodeOptions, 'electionTimeoutMs' | 'heartbeatMs' | 'proposalTimeoutMs' | 'snapshotAfterEntries' | 'extensions'>
  >;
  /** Bytes of a segment of its log. */
  readonly segmentBytes: number;
  /** Where what it does is recorded. */
  readonly journal: string;
}

/** What it is told afterwards. */
export type ToNode =
  | { readonly type: 'propose'; readonly command: string }
  | { readonly type: 'status' }
  | { readonly type: 'state' }
  /** From now on nothing can be written to its disk. */
  | { readonly type: 'fillDisk' }
  | { readonly type: 'close' };

/** What it says. */
export type FromNode =
  | { readonly type: 'open'; readonly port: number }
  | {
      readonly type: 'outcome';
      /** The client's name for the command. */
      readonly name: string;
      readonly outcome: CommandOutcome;
      /** Who leads, where it does not. */
      readonly leaderId: ServerId | null;
    }
  | { readonly type: 'status'; readonly status: NodeStatus; readonly streams: readonly PeerStatus[] }
  | { readonly type: 'state'; readonly state: LedgerState }
  /** What it has applied since it has last said so. */
  | ({ readonly type: 'applied' } & AppliedRun)
  | {
      readonly type: 'ended';
      /** null: it was asked to. */
      readonly because: string | null;
    };
