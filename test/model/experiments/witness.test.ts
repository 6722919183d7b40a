/** Each claim of an experiment has a run in which it is not true, and is told so. */
import { describe, expect, test } from 'vitest';
import { defectOf, playExperiment } from '../../../model/experiments/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';

const problemsOf = (...lines: readonly string[]): readonly string[] => {
  const script = parseScript('x.raft', `${['# Title', ...lines].join('\n')}\n`);
  return playExperiment(script, (id) => defectOf(id)?.protocol).problems;
};

const silentLeader = ['without RS-L-1 D06', 'cluster S1 S2 S3', 'S1 timeout election', 'settle'];

describe('that all repeats', () => {
  const leadersChange = ['mark', 'wait S2', 'settle', 'wait S1', 'settle'];

  test('is so where leaders change for ever, though by the rule all stands as before as well: one leads', () => {
    expect(problemsOf(...silentLeader, ...leadersChange, 'repeats')).toEqual([]);
  });

  test('is not so in the middle', () => {
    expect(problemsOf(...silentLeader, ...leadersChange.slice(0, 3), 'repeats')).toEqual([
      expect.stringMatching(/^x\.raft:9: this is not as at the mark: .* was, .* is$/),
    ]);
  });

  test('says nothing of a defect that does nothing there', () => {
    expect(problemsOf(...silentLeader, 'mark', 'S2 clientCommand "x"', 'repeats')).toEqual([
      'x.raft:8: by the rule all stands as at the mark, too, and nothing is different',
    ]);
  });

  test('has to do with a mark', () => {
    expect(problemsOf(...silentLeader, 'repeats')).toEqual(['x.raft:6: there is no mark above']);
  });

  test('is so for a server that is down and whose term is left behind', () => {
    const mute = ['without RS-F-1 mute-follower', 'cluster S1 S2 S3', 'S3 crash', 'S1 timeout election', 'settle'];
    expect(problemsOf(...mute, 'mark', 'wait S1', 'settle', 'repeats')).toEqual([]);
  });
});

describe('that a server differs', () => {
  test('is not so where it stands as by the rule', () => {
    expect(problemsOf(...silentLeader, 'differs S2')).toEqual([
      expect.stringMatching(/^x\.raft:6: S2 would stand there by the rule as well: S2 follower@1 /),
    ]);
  });
});

describe('that a server with as long a log differs', () => {
  const batch = ['cluster S1 S2 S3 with client-batches', 'S1 timeout election', 'settle'];

  test('is so where the entries are others, and both logs are told', () => {
    const script = [
      '# Title',
      'without CB-1 reverses-batch',
      ...batch,
      'S1 clientCommands ["a" "b"]',
      'differs S1',
      '',
    ];
    const { problems, text } = playExperiment(parseScript('x.raft', script.join('\n')), (id) => defectOf(id)?.protocol);
    expect(problems).toEqual([]);
    expect(text).toContain(
      '; log 1@1 "b", 2@1 "a"\n> by the rule: S1 leader@1 votedFor=S1 log=2@1 commit=0; log 1@1 "a"',
    );
  });

  test('is not so where the entries are the same', () => {
    const same = ['without CB-1 reverses-batch', ...batch, 'S1 clientCommands ["a" "a"]', 'differs S1'];
    expect(problemsOf(...same)).toEqual([
      expect.stringMatching(/^x\.raft:7: S1 would stand there by the rule as well: /),
    ]);
  });
});

describe('that a property is violated', () => {
  test('is not so where none is', () => {
    expect(problemsOf(...silentLeader, 'violates SP-1 S1')).toEqual([
      'x.raft:6: what the commands above violate: none',
    ]);
  });
});
