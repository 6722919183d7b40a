import { describe, expect, test } from 'vitest';
import {
  type Cell,
  type DetectorName,
  detect,
  detectorNames,
  type Kill,
  type MutantOutcome,
  matrixOf,
  rowOf,
  secondsToKill,
} from '../../../model/killMatrix/index.ts';
import { type Mutant, mutantOf } from '../../../model/mutants/index.ts';
import { mutant } from '../../../model/mutants/mutant.ts';

const about = { id: 'X', title: 'A defect for this test', clause: 'RS-F-3', suite: 'own' } as const;
const argued = { equivalent: 'It is said that it does no harm, and here that is all there is to it.' } as const;
const harmful = mutant(about, {});
const harmless = mutant({ ...about, ...argued }, {});
const decided = mutant({ ...about, decision: 'It is said that another way is as good, and here that is all.' }, {});

/** As little as can be done. */
const tiny = { seed: 1, labSeeds: 1, randomRuns: 1, tortureRuns: 1, maxWorlds: 1, specTraces: 0, cuts: true };

const kill = (property: string, kind: Kill['kind'], length: number | null = null): Kill => ({
  property,
  kind,
  length,
  clause: 'RS-F-3',
  because: 'of this test',
  where: 'here',
});

const cell = (detector: DetectorName, killed: Kill | null = null, seconds = 1, isActivated = true): Cell => ({
  detector,
  isActivated,
  kill: killed,
  work: 10,
  seconds,
});

const found = (subject: Mutant, ...detectors: readonly DetectorName[]) =>
  rowOf(
    subject,
    detectors.map((name) => ({ ...detect(name, subject, tiny), seconds: 0 })),
  );

describe('what became of a defect', () => {
  const lives = (['random', 'healing', 'general', 'directed'] as const).map((name) => cell(name));
  const told = [cell('random', kill('SP-18', 'difference')), ...lives.slice(1)];
  const outcomes: readonly [string, Mutant, readonly Cell[], MutantOutcome | null][] = [
    [
      'safety before all else',
      harmful,
      [cell('random', kill('LP-1', 'liveness')), cell('core', kill('SP-1', 'safety'))],
      'killed by safety',
    ],
    [
      'a goal before a difference',
      harmful,
      [cell('random', kill('SP-18', 'difference')), cell('healing', kill('LP-2', 'liveness'))],
      'killed by liveness',
    ],
    ['a difference', harmful, [cell('random', kill('reference', 'difference'))], 'killed by difference'],
    ['a lab that waited in vain', harmful, [cell('labs', kill('Backup3B', 'assertion')), ...told], 'hinders progress'],
    [
      'a lab that waited in vain, before all who look for harm were asked',
      harmful,
      [cell('labs', kill('Backup3B', 'assertion')), ...told.slice(0, 3)],
      'killed by difference',
    ],
    [
      'a goal, whatever the lab says',
      harmful,
      [cell('labs', kill('Backup3B', 'assertion')), cell('healing', kill('LP-1', 'liveness'))],
      'killed by liveness',
    ],
    ['another way', decided, [cell('labs'), ...told], 'different decision'],
    ['another way, before all who look for harm were asked', decided, [cell('labs'), ...told.slice(0, 3)], null],
    ['another way that nobody told apart', decided, lives, 'survived'],
    ['another way that hinders', decided, [cell('labs', kill('Backup3B', 'assertion')), ...told], 'hinders progress'],
    ['another way that does harm', decided, [cell('core', kill('SP-5', 'safety'))], 'killed by safety'],
    ['a property about clients', harmful, [cell('random', kill('SP-19', 'safety'))], 'killed by safety'],
    ['nobody saw it', harmful, lives, 'survived'],
    ['nobody woke it', harmful, lives.map((one) => ({ ...one, isActivated: false })), 'not activated'],
    ['the labs are no verdict', harmful, [...lives, cell('labs', kill('Backup3B', 'assertion'))], 'survived'],
    ['one checker is not enough to live', harmful, lives.slice(1), null],
    ['nobody was asked', harmful, [], null],
    [
      'equivalent, whatever else sees it',
      harmless,
      [cell('random', kill('SP-18', 'difference')), cell('core')],
      'equivalent',
    ],
    ['equivalent, but the five were not asked', harmless, lives, null],
    ['killed although equivalent', harmless, [cell('core', kill('SP-4', 'safety'))], 'killed by safety'],
  ];

  test.each(outcomes)('%s', (_title, subject, cells, outcome) => {
    expect(rowOf(subject, cells).outcome).toBe(outcome);
  });

  test('an argument that no run has tested is told, unless the defect acts in none', () => {
    const idle = cell('core', null, 1, false);
    const untested = matrixOf([rowOf(harmless, [idle, cell('healing', kill('SP-18', 'difference'))])]);
    expect(untested).toMatchObject({ ok: false, untested: ['X'] });
    expect(matrixOf([rowOf(harmless, [idle, cell('healing', null, 1, false)])])).toMatchObject({
      ok: true,
      untested: [],
    });
    expect(matrixOf([rowOf(harmless, [cell('core')])])).toMatchObject({ ok: true, untested: [] });
  });

  test('what does no harm is not counted among what does', () => {
    const slow = rowOf(harmful, [cell('labs', kill('Backup3B', 'assertion')), ...told]);
    const other = rowOf(decided, [cell('labs'), ...told]);
    expect(matrixOf([slow, other])).toMatchObject({
      ok: true,
      killed: 0,
      hinders: ['X'],
      decisions: ['X'],
      livesThroughLabs: [],
      scores: { all: { killed: 0, of: 0 } },
    });
  });
});

describe('a matrix', () => {
  const dead = rowOf(harmful, [
    cell('random', kill('SP-7', 'safety', 9), 4),
    cell('core', kill('SP-1', 'safety', 7), 2),
  ]);

  test('holds when all that does harm was killed and nothing else', () => {
    const matrix = matrixOf([dead, rowOf(harmless, [cell('core')])]);
    expect(matrix).toMatchObject({ ok: true, total: 2, killed: 1, equivalent: ['X'], medianSecondsToKill: 2 });
    expect(matrix.scores).toEqual({
      core: { killed: 1, of: 1 },
      general: { killed: 0, of: 0 },
      all: { killed: 1, of: 1 },
    });
    expect(dead).toMatchObject({ length: 7, shortest: null, isKilledByCore: true });
  });

  test.each([
    [
      'survived',
      rowOf(
        harmful,
        (['random', 'healing', 'general', 'directed'] as const).map((name) => cell(name)),
      ),
    ],
    ['falselyKilled', rowOf(harmless, [cell('core', kill('SP-2', 'safety'))])],
    ['nothing, but is undecided', rowOf(harmful, [])],
  ])('does not hold when one %s', (list, row) => {
    const matrix = matrixOf([dead, row]);
    expect(matrix.ok).toBe(false);
    const { survived, notActivated, falselyKilled } = matrix;
    const lists = { survived, notActivated, falselyKilled };
    expect(Object.entries(lists).flatMap(([name, ids]) => (ids.length > 0 ? [name] : []))).toEqual(
      list in lists ? [list] : [],
    );
  });

  test('counts no defect of which nobody has asked', () => {
    const seen = rowOf(harmful, [cell('labs'), cell('random', kill('SP-18', 'difference'))]);
    const { scores, livesThroughLabs } = matrixOf([dead, seen, rowOf(harmful, [])]);
    expect(scores).toMatchObject({ core: { killed: 1, of: 1 }, all: { killed: 2, of: 2 } });
    expect(livesThroughLabs).toEqual(['X']);
  });

  test('says what the general worlds find alone, of those that do harm', () => {
    const byOthers = rowOf(harmful, [cell('directed', kill('SP-5', 'safety')), cell('general')]);
    const byGeneral = rowOf(harmful, [cell('general', kill('SP-5', 'safety')), cell('directed')]);
    const { scores } = matrixOf([byOthers, byGeneral, dead, rowOf(harmless, [cell('core'), cell('general')])]);
    expect(scores).toMatchObject({ general: { killed: 1, of: 2 }, all: { killed: 3, of: 3 } });
  });

  describe('counts apart what is held out', () => {
    const heldOut = mutant({ ...about, suite: 'held-out', source: 'https://example.org/1' }, {});
    const lives = rowOf(
      heldOut,
      (['random', 'healing', 'general', 'directed'] as const).map((name) => cell(name)),
    );
    const told = rowOf(heldOut, [cell('random', kill('SP-18', 'difference'))]);

    test('and names who lives, which is no failure', () => {
      const matrix = matrixOf([dead, lives, told]);
      expect(matrix).toMatchObject({ ok: true, total: 1, killed: 1, survived: [] });
      expect(matrix.heldOut).toMatchObject({ total: 2, survived: ['X'], byDifference: ['X'] });
      expect(matrix.heldOut.scores.all).toEqual({ killed: 1, of: 2 });
      expect(matrix.scores.all).toEqual({ killed: 1, of: 1 });
    });

    test('but it is one if nobody knows', () => {
      expect(matrixOf([dead, rowOf(heldOut, [])])).toMatchObject({ ok: false });
    });

    test('or if an argument that it does no harm is wrong', () => {
      const argument = mutant({ ...about, ...argued, suite: 'held-out' }, {});
      const row = rowOf(argument, [cell('core', kill('SP-2', 'safety'))]);
      expect(matrixOf([dead, row])).toMatchObject({ ok: false, falselyKilled: ['X'] });
    });
  });

  test('times a kill by the fastest detector, not by a lab', () => {
    const row = rowOf(harmful, [
      cell('labs', kill('Backup3B', 'assertion'), 1),
      cell('random', kill('SP-1', 'safety'), 3),
    ]);
    expect(secondsToKill(row)).toBe(3);
    expect(matrixOf([rowOf(harmful, [])]).medianSecondsToKill).toBeNull();
  });
});

describe('the detectors say so', () => {
  const checkers = ['random', 'healing', 'general', 'directed'] as const;

  test('when a defect is none: the shipped protocol was not activated', () => {
    const row = found(harmful, ...checkers);
    expect(row.outcome).toBe('not activated');
    expect(matrixOf([row])).toMatchObject({ ok: false, notActivated: ['X'] });
  });

  test('when nobody sees it: a timer that is started twice survives', () => {
    const timerTwice = mutant(about, {
      step: (step) => (server, event) => {
        const { effects, ...rest } = step(server, event);
        return { ...rest, effects: [...effects, ...effects.filter(({ type }) => type === 'armTimer')] };
      },
    });
    const row = found(timerTwice, ...checkers);
    expect(row.outcome).toBe('survived');
    expect(matrixOf([row])).toMatchObject({ ok: false, survived: ['X'] });
  });

  test('when a control is none: two leaders of a term are no matter of argument', () => {
    const halfIsEnough = mutantOf('A16') as Mutant;
    const row = found({ ...halfIsEnough, ...argued }, 'core');
    expect(row.by.core?.kill?.property).toBe('SP-1');
    expect(matrixOf([row])).toMatchObject({ ok: false, falselyKilled: ['A16'], equivalent: [] });
  });

  test.each(detectorNames)('the same again: %s', (name) => {
    const defect = mutantOf('A16') as Mutant;
    expect(detect(name, defect, tiny)).toEqual(detect(name, defect, tiny));
  });
});
