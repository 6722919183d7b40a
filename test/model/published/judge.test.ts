import { describe, expect, test } from 'vitest';
import { mutants } from '../../../model/mutants/index.ts';
import { judgePublished } from '../../../model/published/judge.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript } from '../../../model/runs/scenario/script.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { scenarios } from '../../scenarios/golden.ts';

const all = scenarios();

const played = (name: string, protocol = shippedProtocol) => {
  const { file, text } = all.find((scenario) => scenario.name === name) ?? { file: name, text: '' };
  const script = parseScript(file, text);
  return { setting: clusterOf(script), trace: runScript(script, { protocol }).trace };
};

/** These begin with logs, which the published specification does not. */
const BEGIN_ELSEWHERE = /with empty logs/;

test('the published specification allows every golden script, as far as it has words', { timeout: 120_000 }, () => {
  const verdicts = all
    .filter(({ file, text }) => parseScript(file, text).extensions.length === 0)
    .map(({ name }) => ({ name, ...judgePublished(played(name)) }));
  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
  const without = verdicts.filter(({ steps, outside }) => steps === 0 && !BEGIN_ELSEWHERE.test(outside?.because ?? ''));
  expect(without).toEqual([]);
  const asItStands = verdicts.filter(({ changes, steps }) => steps > 0 && changes.length === 0).map(({ name }) => name);
  expect(asItStands).toEqual(expect.arrayContaining(['first-election', 'replication', 'leader-crash-between-sends']));
  const changed = [...new Set(verdicts.flatMap(({ changes }) => changes))].sort();
  expect(changed).toEqual(['indexes-never-go-back', 'next-index-is-a-hint', 'no-entry']);
});

/** Defects, with the script in which each shows, and what comes out otherwise. */
describe('it refuses what is no Raft', () => {
  test.each([
    ['A48', 'backup-too-short', 'commitIndex'],
    ['A40', 'append-before-snapshot', 'commitIndex'],
    ['A50', 'leader-crash-between-sends', 'log'],
    ['A33', 'commit-bound', 'log'],
    ['A16', 'append-before-snapshot', 'state'],
    ['A11', 'append-before-snapshot', 'votedFor'],
    ['A25', 'newer-term-deposes-leader', 'state'],
    ['A03', 'vote-refused-older-term', 'currentTerm'],
    ['A10', 'client-refused', 'requests'],
    ['A15', 'duplicate-vote', 'state'],
  ])('%s in %s', (id, name, part) => {
    const protocol = mutants.find((mutant) => mutant.id === id)?.protocol;
    expect(protocol).toBeDefined();
    const { ok, refused } = judgePublished(played(name, protocol), protocol);
    expect(ok).toBe(false);
    expect(refused?.parts).toContain(part);
  });
});

test('a message that nobody sent is received by nobody', () => {
  const { setting, trace } = played('first-election');
  const beginning = trace.slice(0, 4).map((step) => ({ ...step, line: step.line.replace(/ \|.*/, '') }));
  const invented = { line: 'S3 → S1 RequestVoteReply term=1 voteGranted=true', servers: {} };
  const { ok, refused } = judgePublished({ setting, trace: [...beginning, invented] });
  expect([ok, refused?.step, refused?.line]).toEqual([false, 5, invented.line]);
});
