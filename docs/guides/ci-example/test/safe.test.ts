import { assertFixed, assertProtocol, assertSafe } from 'figure2/vitest';
import { expect, test } from 'vitest';
import * as brokenLease from '../src/lease.broken.ts';
import { model } from '../src/lease.ts';
import * as brokenRaft from '../src/raft.broken.ts';
import { protocol } from '../src/raft.ts';

test('no write goes back behind a newer one', () => {
  assertSafe(model, { file: './src/lease.ts' });
});

// A check that can't fail checks nothing: each has a twin that must be found broken, for the reason that is known.
test('without a fence the model is found broken', () => {
  expect(() => assertSafe(brokenLease.model)).toThrow(/"no write goes back behind a newer one" \(always\) is broken/);
});

test('our rules are Raft', { timeout: 60_000 }, () => {
  assertProtocol(protocol, { file: './src/raft.ts' });
});

test('votes that are not written are found', { timeout: 60_000 }, () => {
  expect(() => assertProtocol(brokenRaft.protocol, { labs: ['3A'], file: './src/raft.broken.ts' })).toThrow(
    /this is not Raft: SP-11 /,
  );
});

// What was once found stays a test: the trace file that `figure2 check` had written.
test('the vote that was forgotten', () => {
  assertFixed('traces/forgotten-vote.itf.json', { protocol, file: './src/raft.ts' });
});
