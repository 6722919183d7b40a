import { describe, expect, test } from 'vitest';
import { type ConformReport, reportText as conformText } from '../../../src/cli/conform/report.ts';
import { reportText, type SpecReport } from '../../../src/cli/spec/report.ts';

const random: SpecReport['random'] = {
  traces: 60,
  steps: 3000,
  clauses: { 'RV-1': 3 },
  violation: null,
  floors: [{ name: 'hasLeader', share: 0.95, floor: 0.5, ok: true }],
};
const good: SpecReport = {
  ok: true,
  seed: '1',
  seconds: 2,
  stories: [{ name: 'electionTest', ok: true }],
  pages: [],
  random,
};

describe('what figure2 spec says', () => {
  test('when all is well', () => {
    const text = reportText(good);
    expect(text).toMatch(/^Stories {5}1 of 1 end as told$/m);
    expect(text).toMatch(/^PASS, in 2\.0 s\.$/m);
    expect(text).not.toMatch(/FAILED|VIOLATED|too few/);
  });

  test('of a story that ends otherwise', () => {
    const failed = { name: 'electionTest', ok: false, where: 'spec/stories.qnt:9:3', because: 'false' };
    const text = reportText({ ...good, ok: false, stories: [failed] });
    expect(text).toMatch(/^Stories {5}0 of 1 end as told$/m);
    expect(text).toMatch(/^FAILED electionTest, spec\/stories\.qnt:9:3$/m);
    expect(text).toMatch(/^FAIL\.$/m);
  });

  test('of the stories of an optional page', () => {
    const page = { extension: 'pre-vote', stories: [{ name: 'retryTest', ok: true }] };
    expect(reportText({ ...good, pages: [page] })).toMatch(/^Page {8}pre-vote: 1 of 1 end as told$/m);
    const failed = { name: 'yieldsTest', ok: false, where: 'pre-vote.qnt:9:3', because: 'false' };
    const text = reportText({ ...good, ok: false, pages: [{ ...page, stories: [...page.stories, failed] }] });
    expect(text).toMatch(/^Page {8}pre-vote: 1 of 2 end as told$/m);
    expect(text).toMatch(/^FAILED yieldsTest, pre-vote\.qnt:9:3$/m);
  });

  test('of an invariant that is violated', () => {
    const violation = {
      invariant: 'SP-7',
      conjunct: 'a == b',
      where: 'raft.qnt:9',
      step: 12,
      again: 'figure2 spec --seed 3',
    };
    const text = reportText({ ...good, ok: false, random: { ...random, violation } });
    expect(text).toMatch(/^VIOLATED SP-7 after step 12 \(raft\.qnt:9\)\n {2}a == b\nAgain: figure2 spec --seed 3$/m);
  });

  test('of a walk that sees too little', () => {
    const floors = [{ name: 'hasCommitted', share: 0.004, floor: 1 / 3, ok: false }];
    const text = reportText({ ...good, ok: false, random: { ...random, floors } });
    expect(text).toMatch(/^Witness {5}hasCommitted in 0\.4% of the traces, at least 33\.3% expected: too few$/m);
  });
});

describe('what figure2 conform says', () => {
  const agreed: ConformReport = {
    ok: true,
    seed: '1',
    seconds: 2,
    stories: 1,
    traces: 2,
    steps: 100,
    clauses: { 'RV-1': 3 },
    idle: [],
    difference: null,
  };

  test('of clauses that acted in no trace', () => {
    expect(conformText(agreed)).toMatch(/^They agree, in 2\.0 s\.$/m);
    const text = conformText({ ...agreed, ok: false, idle: ['IS-12', 'D-19'] });
    expect(text).toMatch(/^VACUOUS these clauses acted in no trace: IS-12 D-19$/m);
    expect(text).toMatch(/^They do not agree\.$/m);
  });
});
