import { describe, expect, test } from 'vitest';
import { wovenName } from '../../../src/verify/protocolName.ts';
import { judgementOfCheck } from '../../../src/verify/report/ofCheck.ts';
import { placesIn } from '../../../src/verify/report/place.ts';
import { green, red, redReport, vacuous } from './arrange.ts';

const places = placesIn(undefined);
const judge = (changes: Partial<typeof redReport>) =>
  judgementOfCheck({ ...redReport, violations: [], ...changes }, { protocolName: undefined, places });

describe('the judgement of a check', () => {
  test('has a case for each property, clause, lab, world and kind of run', () => {
    expect(green.verdict).toBe('PASS.');
    expect(green.findings).toEqual([]);
    expect([...new Set(green.cases.map(({ suite }) => suite))]).toEqual([
      ...['Safety properties', 'Goals', 'AppendEntries', 'Leaders', 'Labs', 'Bounded worlds', 'Runs'],
    ]);
  });

  test('tells a violation once, in all cases that it concerns', () => {
    expect(red.findings).toHaveLength(1);
    expect(red.cases.filter(({ finding }) => finding === red.findings[0])).toHaveLength(3);
  });

  test('a world in which something is broken is not passed, whichever of several is told', () => {
    const exhaustive = redReport.exhaustive.map((world) => ({
      ...world,
      ...({ ok: false, complete: false, stopped: 'violation' } as const),
    }));
    const { cases, findings } = judge({ ok: false, violations: redReport.violations, exhaustive });
    expect(cases.find(({ suite }) => suite === 'Bounded worlds')?.finding).toBe(findings[0]);
  });

  test('is never bad without a reason', () => {
    expect(judge({ ok: false })).toMatchObject({
      findings: [{ kind: 'breakdown', message: 'FAIL, and nothing shows why.' }],
    });
  });

  test('a broken goal is a matter of liveness', () => {
    const [violation] = redReport.violations;
    if (!violation) throw new Error('there is no violation');
    const { explanation } = violation;
    const missed = { ...explanation.violation, property: 'LP-1', clause: 'LP-1' } as const;
    const goal = { ...violation, explanation: { ...explanation, violation: missed, steps: [], cause: null } };
    expect(judge({ ok: false, violations: [goal] }).findings).toMatchObject([
      { level: 'warning', rule: { id: 'LP-1' } },
    ]);
  });

  test('what was never exercised', () => {
    expect(vacuous.findings).toMatchObject([{ kind: 'unexercised', level: 'note', rule: { id: 'AE-3' } }]);
    expect(vacuous.verdict).toMatch(/vacuous/);
  });

  test('the command that repeats a check of optional pages has the flag that weaves them in', () => {
    const clauses = { 'AE-3': 0, 'RS-L-4': 12 };
    const labs = redReport.labs.map((lab) => ({ ...lab, ok: lab.name !== 'Persist13C', because: 'it was late' }));
    const changed = { ...redReport, ok: false, violations: [], clauses, labs };
    const { findings } = judgementOfCheck(changed, { protocolName: wovenName(['pre-vote']), places });
    const commands = findings.map(({ replay }) => replay);
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) expect(command).toMatch(/^figure2 (?:check|lab) .*--with pre-vote$/);
  });

  test('a lab that failed, with the command that repeats it', () => {
    const labs = redReport.labs.map((lab) => ({ ...lab, ok: lab.name !== 'Persist13C', because: 'it was late' }));
    expect(judge({ ok: false, labs }).findings).toMatchObject([
      {
        kind: 'failure',
        level: 'error',
        message: 'Persist13C, seed 7: it was late',
        replay: 'figure2 lab --only Persist13C --seed 7',
      },
    ]);
  });

  test('a world of another size is a failure, and one that was not seen to its end is undecided', () => {
    const exhaustive = (changes: object) => redReport.exhaustive.map((world) => ({ ...world, ...changes }));
    expect(judge({ ok: false, exhaustive: exhaustive({ isChanged: true, depth: 99 }) }).findings).toMatchObject([
      { kind: 'failure', level: 'error', message: 'elections has 45,407 worlds in 99 levels, known are 45,407 in 21' },
    ]);
    expect(judge({ ok: false, exhaustive: exhaustive({ complete: false }) }).findings).toMatchObject([
      { kind: 'undecided', level: 'warning', replay: 'figure2 explore elections' },
    ]);
  });
});
