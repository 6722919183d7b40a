/**
 * Tries to do harm by what no server of the cluster has sent: messages of strangers, for others, with numbers that nobody counts with. A
 * protocol that listens to one of them was found, and its trace then replayed without a word. The right answer: the arrival is a line of the
 * trace like any other, whatever its numbers are; it is kept when the trace is cut, survives the file, and `figure2 replay FILE` exits 1.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { explainRandom } from '../../model/counterexample/explanation.ts';
import { actionsOf, replay, replayActions } from '../../model/counterexample/replay.ts';
import { mutants } from '../../model/mutants/index.ts';
import { runRandom } from '../../model/runs/lockstep/index.ts';
import type { ClauseId } from '../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Event } from '../../src/core/types.ts';
import { type Action, formatAction, parseAction } from '../../src/trace/grammar.ts';
import type { Recording } from '../../src/trace/recording.ts';
import { readTraceFile, writeTraceFile } from '../../src/trace/traceFile.ts';
import { figure2Here } from '../cli/figure2.ts';

/** A server that takes whoever sends such a thing for the leader. */
const listensTo = (isStrange: (event: Event, servers: readonly string[]) => boolean): Protocol => ({
  ...shippedProtocol,
  step: (server, event) =>
    'from' in event && isStrange(event, [server.id, ...server.peers])
      ? { server: { ...server, leaderId: event.from }, effects: [], fired: [] }
      : shippedProtocol.step(server, event),
});

const deaf: readonly (readonly [string, Protocol, ClauseId])[] = [
  ['strangers', listensTo((event, servers) => 'from' in event && !servers.includes(event.from)), 'D-23'],
  ['what is for others', listensTo((event, servers) => 'to' in event && !servers.includes(event.to)), 'D-23'],
  ['itself', listensTo((event) => 'from' in event && event.from === event.to), 'D-23'],
  ['terms that are no whole numbers', listensTo((event) => 'term' in event && !Number.isInteger(event.term)), 'D-24'],
  ['terms that are too large', listensTo((event) => 'term' in event && event.term > 2 ** 48), 'D-24'],
  [
    'entries of no term',
    listensTo((event) => 'entries' in event && event.entries.some(({ term }) => term < 0)),
    'D-24',
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'figure2-strangers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a protocol that listens to', () => {
  test.each(deaf)('%s is shown with a trace, which replays from its file', (_what, protocol, clause) => {
    const { failure } = runRandom({ seed: 1, runs: 1000, protocol });
    const told = failure && explainRandom(1, failure.path, protocol);
    if (!told) throw new Error('nothing was found');
    expect(told.violation.clause).toBe(clause);
    expect(['SP-16', 'SP-18']).toContain(told.violation.property);
    expect(told.trace.at(-1)?.line).toMatch(/^S\d ⇝ \w+ → \w+ /);
    expect(told.trace.length).toBeLessThan(12);
    expect(told.cause).toMatchObject({ clause, what: 'leaderId' });
    const read = readTraceFile(writeTraceFile(told));
    if (!read.ok) throw new Error(read.because);
    expect(replay(read.recording, protocol).violation).toEqual(told.violation);
    expect(replay(read.recording)).toMatchObject({ ok: true, skipped: 0 });
  });

  test('strangers makes the command exit 1', async () => {
    const lines = ['S1 restart', 'S1 ⇝ S9 → S1 RequestVoteReply term=NaN voteGranted=true'];
    const trace = lines.map((line) => ({ line, servers: {} }));
    const recording: Recording = { setting: { servers: ['S1', 'S2'], options: defaultOptions }, trace };
    writeFileSync(join(folder, 'trace.itf.json'), writeTraceFile(recording));
    writeFileSync(
      join(folder, 'listens.mjs'),
      `import { shippedProtocol } from ${JSON.stringify(resolve('dist/src/core/protocol.js'))};
       export const protocol = { ...shippedProtocol, step: (server, event) => event.from === 'S9'
         ? { server: { ...server, leaderId: 'S9' }, effects: [], fired: [] } : shippedProtocol.step(server, event) };`,
    );
    const red = await figure2Here(folder, 'replay', 'trace.itf.json', '--protocol', 'listens.mjs');
    expect([red.status, red.stderr]).toEqual([1, '']);
    expect(red.stdout).toMatch(/^Broken clause: D-23 /m);
    expect(red.stdout).toContain('from outside: RequestVoteReply term=NaN granted, from S9');
    expect((await figure2Here(folder, 'replay', 'trace.itf.json')).status).toBe(0);
  });
});

describe('a protocol that answers a stranger', () => {
  test('is found for that, though its answer can go to nobody', () => {
    const mutant = mutants.find(({ id }) => id === 'listens-to-strangers');
    const { failure } = runRandom({ seed: 1, runs: 400, protocol: mutant?.protocol as Protocol });
    expect(failure).toMatchObject({ violation: { clause: 'D-23' } });
  });
});

describe('a number that no server counts with', () => {
  const vote = {
    type: 'RequestVote',
    from: 'S9',
    to: 'S1',
    candidateId: 'S9',
    lastLogIndex: 0,
    lastLogTerm: 0,
  } as const;

  test.each([NaN, Infinity, -Infinity, 2 ** 49, -1, 0.5, 1e300, 5e-324, Number.MAX_SAFE_INTEGER + 2])(
    '%d is the same when the line is read again',
    (term) => {
      const action: Action = { type: 'foreign', id: 'S2', message: { ...vote, term } };
      expect(parseAction(formatAction(action))).toEqual({ ok: true, value: action });
    },
  );

  test.each(['1.2.3', '--1', '0x10', '1e9999', '', '"1"', '1'.repeat(40)])('%s is none', (term) => {
    const line = `S2 ⇝ S9 → S1 RequestVoteReply term=${term} voteGranted=true`;
    expect(parseAction(line)).toMatchObject({ ok: false });
  });

  test('is refused of a server of the cluster', () => {
    expect(parseAction('S2 → S1 RequestVoteReply term=-1 voteGranted=true')).toMatchObject({ ok: false });
  });

  test('does nothing to the shipped servers', () => {
    const setting = { servers: ['S1', 'S2', 'S3'], options: defaultOptions };
    const actions = actionsOf(['S1 restart', 'S1 ~> S9 -> S1 RequestVoteReply term=Infinity voteGranted=true']);
    expect(replayActions({ setting, actions })).toMatchObject({ violation: undefined, skipped: 0 });
  });
});
