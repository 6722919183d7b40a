/** Each clause that says what goes wrong without it has an experiment in which it does, and in which nothing does by the rule. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  defectIds,
  defectOf,
  type Experiment,
  experimentPicture,
  experimentsFolder,
  playExperiment,
  withoutExperiment,
} from '../../../model/experiments/index.ts';
import { parseScript, ScriptError } from '../../../model/runs/scenario/script.ts';
import { boxes, type ClauseId, clauseIds, clauses } from '../../../src/core/clauses.ts';
import { extensionIds } from '../../../src/core/extensions/index.ts';
import { clauseTexts } from '../../../src/docgen/page/clauseTexts.ts';
import { comparedWith, modeOf, scenarios } from '../../scenarios/golden.ts';

const mode = modeOf(process.env);
const all = scenarios(experimentsFolder);
const texts = clauseTexts(
  [...new Set(boxes.map(({ page }) => page))].map((page) => ({ page, text: readFileSync(`spec/${page}`, 'utf8') })),
);
const play = (file: string, text: string): Experiment =>
  playExperiment(parseScript(file, text), (id) => defectOf(id)?.protocol);

describe('without', () => {
  for (const scenario of all) {
    const { name, file, text } = scenario;
    test(`${name}: ${text.split('\n', 1)[0]?.slice(2) ?? ''}`, () => {
      if (mode === 'refuse') return expect.fail(`${file}: UPDATE is refused in CI`);
      const { text: played, without, problems } = play(file, text);
      expect(without.clause).toBe(name);
      const problem = comparedWith(scenario, played, mode);
      if (problem !== undefined) expect.fail(problem);
      expect(problems).toEqual([]);
    });
  }

  test('each clause that says what goes wrong without it has an experiment, or a reason', () => {
    const told = clauseIds.filter((id) => texts[id]?.includes('**Without it:**'));
    const pages = new Set(told.map((id) => clauses[id].page));
    expect(extensionIds.filter((id) => !pages.has(`extensions/${id}.md`))).toEqual([]);
    const played = all.map(({ name }) => name);
    expect(
      told.filter((id) => !played.includes(id) && withoutExperiment[id] === undefined),
      'neither',
    ).toEqual([]);
    expect(
      Object.keys(withoutExperiment).filter((id) => played.includes(id)),
      'both',
    ).toEqual([]);
  });

  test('no two defects that it can name have one id', () => {
    const ids = defectIds();
    expect(ids.filter((id, place) => ids.indexOf(id) < place)).toEqual([]);
  });

  test('an experiment has the servers of which its clause tells', () => {
    const strange = all.flatMap(({ name, file, text }) => {
      const { ids } = parseScript(file, text);
      const told =
        texts[name as ClauseId]
          ?.split('\n\n')
          .at(-1)
          ?.match(/\bS\d\b/g) ?? [];
      return told.filter((id) => !ids.includes(id)).map((id) => `${name}: ${id}`);
    });
    expect(strange).toEqual([]);
  });
});

/** An experiment in which a voter does not compare the logs. */
const script = (...lines: readonly string[]): string =>
  [
    '# A voter does not compare the logs',
    '',
    'without RV-2 A02',
    'cluster S1 S2 S3',
    'S1 timeout election',
    'settle quietly',
    'S1 clientCommand "x"',
    'cut S1 S2 | S3',
    'settle quietly',
    'cut S1 | S2 S3',
    ...lines,
    '',
  ].join('\n');

const elected = ['mark', 'S3 timeout election', 'S3 → S2', 'S2 → S3'];

describe('an experiment turns red', () => {
  test.each([
    [
      'for a property that does not fall',
      [...elected, 'violates SP-1 S3'],
      /:15: what the commands above violate: SP-4 by S3$/,
    ],
    [
      'for a server that did not do it',
      [...elected, 'violates SP-4 S2'],
      /:15: what the commands above violate: SP-4 by S3$/,
    ],
    [
      'for a command before it came to that',
      ['S3 timeout election', 'violates SP-4 S3'],
      /:12: what the commands above violate: none$/,
    ],
    ['for what does not repeat', [...elected, 'repeats'], /:15: this is not as at the mark: /],
    ['for a repetition of nothing', ['repeats'], /:11: there is no mark above$/],
    [
      'for a server that differs in nothing',
      ['differs S1'],
      /:11: S1 would stand there by the rule as well: S1 leader@1 /,
    ],
    [
      'for a command that can not be obeyed',
      [...elected, 'S1 → S3', 'violates SP-4 S3'],
      /:15: nothing is in flight from S1 to S3$/,
    ],
  ])('%s', (_what, lines, problem) => {
    const { problems, text } = play('x.raft', script(...lines));
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(text).toContain('> not so: ');
  });

  test.each([
    [
      'that claims nothing',
      script(...elected),
      'x.raft:14: an experiment claims what goes wrong: violates, repeats or differs',
    ],
    [
      'without a defect',
      script(...elected, 'violates SP-4 S3').replace('A02', 'A99'),
      'x.raft:1: there is no defect A99',
    ],
    [
      'in which the property falls by the rule too',
      script(...elected, 'violates SP-4 S3').replace(
        'S3\n',
        'S3\ndisk S1 term=1 log=[1:"a"]\ndisk S2 term=1 log=[1:"b"]\n',
      ),
      'by the rule SP-3 falls too',
    ],
    [
      'of a rule of the figure, with an optional page',
      script(...elected, 'violates SP-4 S3').replace('cluster S1 S2 S3', 'cluster S1 S2 S3 with pre-vote'),
      'x.raft:1: A02 is a defect of no optional page, and the cluster has pre-vote',
    ],
    [
      'of a rule of an optional page, without the page',
      script(...elected, 'violates SP-4 S3').replace('RV-2 A02', 'PV-4 asks-only-once'),
      'x.raft:1: asks-only-once is a defect of pre-vote, and the cluster has no optional page',
    ],
    [
      'that claims before it leaves out',
      '# A\n\ncluster S1\nmark\n',
      'only a script that begins with without can say mark',
    ],
  ])('one %s', (_what, text, problem) => {
    expect(() => play('x.raft', text)).toThrow(ScriptError);
    expect(() => play('x.raft', text)).toThrow(problem);
  });
});

describe('an experiment', () => {
  const { falls, ...rest } = play('x.raft', script(...elected, 'violates SP-4 S3', 'differs S3'));

  test('names each property that falls, and who made it fall', () => {
    expect(falls.map(({ property, server }) => [property, server])).toEqual([['SP-4', 'S3']]);
    expect([rest.differs, rest.repeats, rest.problems]).toEqual([true, false, []]);
    expect(rest.text).toContain('> S3 leader@2 votedFor=S3 log=0@0 commit=0\n> by the rule: S3 candidate@2');
  });

  test('goes on for ever where all stands as it stood, with later terms', () => {
    const text = [
      '# A follower does not answer',
      '',
      'without RS-F-1 mute-follower',
      'cluster S1 S2 S3',
      'S3 crash',
      'mark',
      'S1 timeout election',
      'settle',
      'repeats',
      '',
    ].join('\n');
    // at the mark S1 is no candidate yet: it is one from the first election on
    expect(play('x.raft', text).problems).toEqual([expect.stringContaining('this is not as at the mark')]);
    const later = text.replace('mark\n', 'S1 timeout election\nsettle\nmark\n');
    const { problems, repeats, text: played } = play('x.raft', later);
    expect([problems, repeats]).toEqual([[], true]);
    expect(played).toContain('> all stands as at the mark, with terms later by 1\n');
  });

  test('is a picture in which the violation stands beside its step, and the logs below', () => {
    const parsed = parseScript('x.raft', script(...elected, 'violates SP-4 S3'));
    const defect = defectOf('A02')?.protocol;
    expect(defect).toBeDefined();
    if (!defect) return;
    const { rows, panels = [] } = experimentPicture(
      parsed,
      playExperiment(parsed, () => defect),
      defect,
    );
    const broken = rows.filter(({ notes }) => notes.length > 0);
    expect(broken.map(({ label, notes }) => [label, notes[0]?.text])).toEqual([
      ['RequestVoteReply term=2 granted', expect.stringMatching(/^SP-4 violated: S3 leads term 2 and lacks entry 1/)],
    ]);
    expect(panels.map(({ logs }) => logs.map(({ id, boxes: entries }) => `${id} ${entries.length}`))).toEqual([
      ['S1 1', 'S2 1', 'S3 0'],
    ]);
    expect(rows.flatMap(({ lost = [] }) => lost.map(({ link }) => link))).toContain('S1→S3');
  });

  test('is a picture in which what repeats and what differs is said beside the step', () => {
    const notesOf = (name: string): readonly (readonly [string, string])[] => {
      const parsed = parseScript(`${name}.raft`, readFileSync(`${experimentsFolder}/${name}.raft`, 'utf8'));
      const experiment = playExperiment(parsed, (id) => defectOf(id)?.protocol);
      const defect = defectOf(experiment.without.defect)?.protocol;
      if (!defect) return [];
      const { rows } = experimentPicture(parsed, experiment, defect);
      return rows.flatMap(({ step, notes }) => notes.map(({ text }) => [String(step), text] as const));
    };
    const [marking, ...repeated] = notesOf('IS-2');
    expect(repeated).toEqual([
      [expect.any(String), `all stands as at the mark, after step ${marking?.[0]}: it can go on for ever`],
    ]);
    expect(notesOf('RS-C-3').at(-1)?.[1]).toMatch(/^S2 follower@3 .*; by the rule: S2 leader@2 /);
  });
});
