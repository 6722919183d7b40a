import { gzipSync } from 'node:zlib';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../../src/verify/report/judgement.ts';
import { sarifReport } from '../../../src/verify/report/sarif.ts';
import { green, hostile, red, vacuous } from './arrange.ts';

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
  readonly message?: { readonly text: string };
}

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly exitCode: number }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Location[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly codeFlows?: readonly {
        readonly threadFlows: readonly { readonly locations: readonly { readonly location: Location }[] }[];
      }[];
    }[];
  }[];
}

const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const isValid = ajv.compile(schema);

const textOf = (judgement: Judgement): string => sarifReport(judgement, { version: '0.1.0', run: '42' });

const logOf = (judgement: Judgement): Log => {
  const log: unknown = JSON.parse(textOf(judgement));
  expect(isValid(log) ? [] : isValid.errors).toEqual([]);
  return log as Log;
};

/** With the rules that are broken alone, which are not as long. */
const brief = (judgement: Judgement): Judgement => ({ ...judgement, rules: [] });

test.each([
  ['green', green],
  ['red', red],
  ['vacuous', vacuous],
])('golden: %s', async (name, judgement) => {
  logOf(judgement);
  await expect(textOf(brief(judgement))).toMatchFileSnapshot(`golden/${name}.sarif`);
});

describe('SARIF', () => {
  test('a violation has the clause as its rule, and the counterexample as its code flow', () => {
    const [run] = logOf(red).runs;
    const [result, ...others] = run?.results ?? [];
    expect(others).toEqual([]);
    expect(result).toMatchObject({ ruleId: 'RS-L-4', level: 'error' });
    expect(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe('RS-L-4');
    const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map(({ location }) => location.message?.text)).toEqual(red.findings[0]?.steps.map(({ text }) => text));
    expect(run?.invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
  });

  test.each(['error', 'warning', 'note'] as const)('a finding keeps its level: %s', (level) => {
    const findings = red.findings.map((finding) => ({ ...finding, level }));
    expect(logOf({ ...red, findings }).runs[0]?.results[0]?.level).toBe(level);
    expect(logOf(vacuous).runs[0]?.results.map((result) => result.level)).toEqual(['note']);
  });

  test('a breakdown is no result, but a notification', () => {
    const findings = red.findings.map((finding) => ({ ...finding, kind: 'breakdown' as const }));
    const [run] = logOf({ ...red, findings }).runs;
    expect(run?.results).toEqual([]);
    expect(run?.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  });

  test('the same defect keeps its fingerprint whatever the seed, and another has another', () => {
    const [finding] = red.findings;
    if (!finding) throw new Error('there is no finding');
    const print = (changes: Partial<typeof finding>): unknown =>
      logOf({ ...red, findings: [{ ...finding, ...changes }] }).runs[0]?.results[0]?.partialFingerprints;
    expect(print({ message: 'S1 and S2 lead term 9', steps: [] })).toEqual(print({}));
    expect(print({ about: 'Backup3B' })).not.toEqual(print({}));
    expect(print({ rule: { ...finding.rule, id: 'AE-3' } })).not.toEqual(print({}));
  });

  test('and never under the name of what GitHub computes by itself, which it would warn of', () => {
    const prints = logOf(red).runs[0]?.results.map(({ partialFingerprints }) => Object.keys(partialFingerprints));
    expect(prints).toEqual([['figure2RuleAndFile/v1']]);
  });

  test('whatever the texts are, it is valid, relative, and without links', () => {
    fc.assert(
      fc.property(hostile, (judgement) => {
        for (const { locations, message, ruleId, ruleIndex } of logOf(judgement).runs[0]?.results ?? []) {
          expect(message.text).not.toContain('](');
          expect(ruleIndex).toBeGreaterThanOrEqual(0);
          expect(ruleId.length).toBeLessThanOrEqual(255);
          for (const { physicalLocation } of locations) {
            expect(physicalLocation.artifactLocation.uri).not.toMatch(/^[a-z][a-z0-9+.-]*:/i);
          }
        }
      }),
    );
  });

  test('whatever there is of it, it is within the limits of GitHub', () => {
    const [finding] = red.findings;
    if (!finding) throw new Error('there is no finding');
    const [step] = finding.steps;
    const steps = Array.from({ length: 20_000 }, (_, place) => ({
      ...(step ?? never()),
      text: `${place} ${'x'.repeat(9000)}`,
    }));
    const text = textOf({ ...red, findings: [{ ...finding, steps, story: steps.map((one) => one.text) }] });
    expect(gzipSync(text).length).toBeLessThan(10 * 2 ** 20);
    const flow = (JSON.parse(text) as Log).runs[0]?.results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(flow).toHaveLength(1000);
    expect(flow.at(-1)?.location.message?.text).toMatch(/^19999 /);
  });

  test('the schema of this test refuses what is no SARIF', () => {
    expect(isValid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
    expect(isValid({ version: '2.1.0', runs: [{ tool: { driver: { name: 'a' } }, results: [{}] }] })).toBe(false);
  });
});

function never(): never {
  throw new Error('there is no step');
}
