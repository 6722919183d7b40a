/** The stories of the optional pages end as told, and a fault in a page's formal text is told by one of them. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSpec } from '../../../src/quint/index.ts';
import { playPageStories } from '../../../src/verify/formal.ts';

const FILE = 'spec/extensions/pre-vote.qnt';
const source = readFileSync(FILE, 'utf8');

test('the stories of pre-vote, PV-1 to PV-10, end as told', async () => {
  const [page, ...others] = await playPageStories();
  expect(others).toEqual([]);
  expect(page?.extension).toBe('pre-vote');
  expect(page?.stories.map(({ name, ok }) => [name, ok])).toEqual([
    ['preMajorityTest', true],
    ['returningServerTest', true],
    ['heardLeaderTest', true],
    ['olderLogTest', true],
    ['olderTermTest', true],
    ['retryTest', true],
    ['candidateAsksTest', true],
    ['yieldsTest', true],
  ]);
});

test.each([
  [
    'PV-2: who asks raises its term',
    'leaderId: nobody }\n',
    'leaderId: nobody, currentTerm: self.currentTerm + 1 }\n',
    ['preMajorityTest', 'disks.get("S1") == emptyDisk'],
  ],
  [
    'PV-8: who grants restarts its timer',
    'woven.out.by(if (isOld)',
    'woven.out.restartsElectionTimer().by(if (isOld)',
    ['preMajorityTest', 'outcome.electionTimer == Kept'],
  ],
  [
    'PV-9: two pre-votes of five are enough',
    'if (not(self.isMajority(woven.',
    'if (woven.asked != [] and not(self.isMajority(woven.',
    ['retryTest', 'preVotesOf("S1") == Set("S1", "S2")'],
  ],
  [
    'PV-1: a crash keeps the pre-votes',
    'crashes(id), pageBecomes(id, notAsking)',
    'crashes(id), pageBecomes(id, preVotes.get(id))',
    ['retryTest', 'not(isPreCandidate("S1"))'],
  ],
])('a fault is told by a story: %s', (_, from, to, [story = '', text]) => {
  expect(source.split(from)).toHaveLength(2);
  const [played] = loadSpec(FILE, 'preVoteStories', source.replace(from, to)).test(new RegExp(`^${story}$`));
  expect(played).toMatchObject({ name: story, ok: false, refusal: { text } });
});
