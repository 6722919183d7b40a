/** SP-18 in an experiment: a step that does more than its clauses say is told, to whoever claims it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defectOf, playExperiment } from '../../../model/experiments/index.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';

const file = 'spec/experiments/SP-18.raft';
const text = readFileSync(file, 'utf8');
const play = (script: string, protocol = defectOf('D02')?.protocol) =>
  playExperiment(parseScript(file, script), () => protocol);
const toldOf = ({ falls }: ReturnType<typeof play>) => falls.map(({ property, server }) => `${property} by ${server}`);

describe('the contracts', () => {
  test('find the step that the defect changes', () => {
    const played = play(text);
    expect(toldOf(played)).toEqual(['SP-18 by S3']);
    expect(played.falls[0]?.because).toContain('S3 broke RS-F-3');
  });

  test('find nothing where no rule is left out', () => {
    const played = play(text, protocolWith([]));
    expect(toldOf(played)).toEqual([]);
    expect(played.problems[0]).toContain('what the commands above violate: none');
  });

  test('are not asked in an experiment that claims something else', () => {
    const played = play(text.replace('violates SP-18 S3', 'violates SP-16 S3'));
    expect(toldOf(played)).toEqual([]);
    expect(played.problems).toHaveLength(1);
  });
});
