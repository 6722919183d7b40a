// Room src/index.ts. The door for users, `figure2`: the protocol.
// What may be touched here: what is public. Whatever is exported has its meaning written down, and an example that runs.

/**
 * figure2: Raft as the paper's Figure 2 states it, clause by clause.
 *
 * The protocol is one pure function, {@link step}: a server and one event in, the server after it and what a driver has to do
 * out.
 *
 * ```ts
 * import { createServer, step } from 'figure2';
 *
 * const server = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
 * const { effects } = step(server, { type: 'timeout', timer: 'election' });
 * // persist, armTimer, send to S2, send to S3: to be executed in this order
 * ```
 *
 * @module figure2
 */
export * from './core/index.ts';
