/** The derived schedules on submissions in Go. Skipped where there is no Go compiler. */
import { describe, expect, test } from 'vitest';
import { derivedSchedules } from '../../../../src/grade/schedules/index.ts';
import { isNightly } from '../../../support/nightly.ts';
import { findingOf } from '../programs.ts';
import { goVariant, hasGo, withNoOp } from '../submissions.ts';

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  test.skipIf(!isNightly).each([
    ['that waits for each answer', 'one-at-a-time', []],
    ['that begins a term with an entry of its own', 'good', [withNoOp]],
  ] as const)('%s is right: it stands what it comes to (at night)', (_, variant, changes) => {
    const program = goVariant(variant, ...changes);
    const findings = derivedSchedules.map(({ id }) => findingOf(id, program));
    expect(findings.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached')).toEqual([]);
    for (const { outcome, because } of findings)
      if (outcome === 'not reached') expect(because).toMatch(/^step \d+ of \d+, .+: .+/);
    const reached = findings.filter(({ outcome }) => outcome === 'passed');
    expect(reached.length).toBeGreaterThan(0.7 * derivedSchedules.length);
  });

  test.each([
    ['log-cut-always', 'derived-a28'],
    ['logs-not-compared', 'derived-c20'],
    ['old-votes-counted', 'derived-a14'],
    ['old-term-counted', 'derived-a46'],
  ])('%s is found by %s', (variant, id) => {
    expect(findingOf(id, goVariant(variant))).toMatchObject({ outcome: 'broken', check: id });
  });
});
