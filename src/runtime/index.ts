// Room src/runtime. One node with real time, files and sockets.
// What may be touched here: when a timer is believed, how bytes get to a disk and to a peer, and what waits for what. No
// rule of the protocol: what a node does is what `step()` says.

/**
 * figure2/runtime: a server of a replicated state machine, driven by the same `step()` that is checked.
 *
 * @module figure2/runtime
 */
export { type Storage, StorageFault, type StorageOwner } from './storage/storage.ts';
export { type Transport, TransportFault, type TransportOwner } from './transport/transport.ts';
