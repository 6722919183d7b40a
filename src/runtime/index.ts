// Room src/runtime. One node with real time, files and sockets.
// What may be touched here: when a timer is believed, how bytes get to a disk and to a peer, and what waits for what. No
// rule of the protocol: what a node does is what `step()` says.

/**
 * figure2/runtime: a server of a replicated state machine, driven by the same `step()` that is checked.
 *
 * @module figure2/runtime
 */
export type { Link } from '../cluster/links.ts';
export { ClientSession } from '../kv/clientSession.ts';
export {
  type BoundSessions,
  decodeSessionCommand,
  type EndSession,
  encodeSessionCommand,
  type KeepSession,
  type OpenSession,
  type SendCommand,
  type SessionBounds,
  type SessionCommand,
  type Tick,
} from '../kv/sessionCommand.ts';
export { defaultSessionBounds, type SessionAnswer, type SessionRefusal } from '../kv/sessionTable.ts';
export type { AppliedEntry, StateMachine } from '../kv/stateMachine.ts';
export {
  type AnswerText,
  jsonAnswers,
  type SessionEntry,
  type SessionStateMachine,
  withSessions,
} from '../kv/withSessions.ts';
export { AppliedGap, AppliedLog } from './appliedLog.ts';
export { defaultRecordOptions, type RecordingStatus, type RecordOptions } from './journal.ts';
export { type LogFunction, type Logger, type LogLevel, lineLogger, silentLogger } from './logger.ts';
export { NodeFault } from './nodeFault.ts';
export { defaultNodeOptions, type NodeConfiguration, type NodeOptions, type NodeSetting } from './options.ts';
export { type CommandFate, type FailureReason, ProposalFailure } from './proposalFailure.ts';
export { type ProposeOptions, RaftNode } from './raftNode.ts';
export type { NodeStatus } from './status.ts';
export { type FileStorageOptions, type FileStorageParts, fileStorage, type SyncPolicy } from './storage/fileStorage.ts';
export type { FileSystem, OpenFile, OpenMode } from './storage/fileSystem.ts';
export type { DirectoryLock } from './storage/lock.ts';
export { memoryStorage } from './storage/memory.ts';
export { type Storage, StorageFault, type StorageOwner } from './storage/storage.ts';
export type { BackOffRange } from './transport/backOff.ts';
export type { PeerStatus } from './transport/dialer.ts';
export {
  type MemoryNetwork,
  type MemoryNetworkOptions,
  type MessageDelay,
  type MessageFate,
  memoryNetwork,
} from './transport/memory.ts';
export type { PeerAddresses, PeerTls, SocketAddress, TcpOptions } from './transport/settings.ts';
export { type TcpTransport, tcpTransport } from './transport/tcp.ts';
export { type Transport, TransportFault, type TransportOwner } from './transport/transport.ts';
