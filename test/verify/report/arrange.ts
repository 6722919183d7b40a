/** Judgements to make reports of: real ones, small, and hostile ones. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mutantOf } from '../../../model/mutants/index.ts';
import type { ClauseId } from '../../../src/core/clauses.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import type { CheckReport } from '../../../src/verify/checkReport.ts';
import type { Case, Judgement, ReportedFinding } from '../../../src/verify/report/judgement.ts';
import { judgementOfCheck } from '../../../src/verify/report/ofCheck.ts';
import { placesIn } from '../../../src/verify/report/place.ts';
import { saveTrace } from '../../../src/verify/savedTrace.ts';
import { checkProtocol } from '../../../src/vitest/protocol.ts';

const root = mkdtempSync(join(tmpdir(), 'figure2-report-'));
const file = join(root, 'mine.ts');
writeFileSync(file, '// My rules.\nexport const protocol = { step, restart };\n// RS-L-4: counts all entries\n');

const property = (id: ClauseId, title: string) => ({ id, title, checked: 120 });

/** A check of which everything but what is named is well. */
const reportOf = (report: Partial<CheckReport>): CheckReport => ({
  ok: true,
  seed: 7,
  seconds: 1.5,
  decisions: [],
  violations: [],
  labs: ['InitialElection3A', 'Persist13C'].map((name) => ({
    name,
    ok: true,
    virtualSeconds: 3.2,
    peers: 3,
    rpcs: 90,
    bytes: 5000,
    agreements: 1,
    events: 1234,
  })),
  exhaustive: [
    {
      name: 'elections',
      title: 'Elections with three servers',
      seconds: 0.7,
      clauses: {},
      isChanged: false,
      ok: true,
      complete: true,
      stopped: null,
      distinct: 45_407,
      generated: 9,
      depth: 21,
      localSteps: 3,
      expected: { distinct: 45_407, depth: 21 },
    },
  ],
  torture: { runs: 40, firstSeed: 7, lastSeed: 46, steps: 5000, virtualSeconds: 60, faults: {} },
  random: {
    runs: 200,
    firstSeed: 7,
    lastSeed: 10,
    steps: 900,
    shares: { leader: 1, commit: 1, conflictTruncation: 1, snapshotInstall: 1, leaderChangeWithTail: 1 },
  },
  properties: [property('SP-1', 'Election Safety'), property('SP-12', 'Commits'), property('LP-1', 'A leader')],
  clauses: { 'AE-3': 5, 'RS-L-4': 12 },
  ...report,
});

const subject = { protocolName: './mine.ts', places: placesIn(file, root) };

export const green = judgementOfCheck(reportOf({}), subject);

export const vacuous = judgementOfCheck(reportOf({ ok: false, clauses: { 'AE-3': 0, 'RS-L-4': 12 } }), subject);

/** The shipped rules in whose leader any majority commits. */
export const brokenRules = mutantOf('A46')?.protocol ?? shippedProtocol;

const violationOf = () => {
  const options = { labs: ['Persist13C'], worlds: [], tortureRuns: 0, randomRuns: 0 };
  const { counterexample } = checkProtocol(brokenRules, options);
  if (!counterexample) throw new Error('the broken rules break nothing');
  const kept = saveTrace(counterexample, { traces: root, protocolName: './mine.ts' });
  const local = (text: string): string => text.replace(`${root}/`, 'figure2-traces/');
  return { ...kept, file: local(kept.file ?? ''), replay: local(kept.replay) };
};

export const redReport = reportOf({ ok: false, violations: [violationOf()] });
export const red = judgementOfCheck(redReport, subject);

/** Pieces that mean something to somebody. */
const pieces = [
  ...[
    '::error::',
    '\n::error file=a::b',
    '##[error]x',
    '%0A',
    '%',
    '::',
    ',',
    ':',
    '\r',
    '\n',
    '\r\n',
    '\u2028',
    '\u0085',
  ],
  ...[
    '```',
    '````',
    '\n```\n',
    '</details>',
    '\n# heading\n',
    '|',
    '\n|a|\n|-|\n',
    '<script>',
    '&amp;',
    '[a](http://b)',
  ],
  ...[
    ']]>',
    '<!--',
    '-->',
    '"',
    "'",
    '&',
    '\u0000',
    '\u001b[31m',
    '\ufffe',
    '\ud800',
    '\u202e',
    '`',
    '\\',
    '$x$',
    '{0}',
  ],
];

const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

const hostileTexts = fc.array(hostileText, { maxLength: 8 });
const place = fc.record({
  file: hostileText,
  line: fc.integer({ min: 1, max: 1e6 }),
  endColumn: fc.integer({ min: 1, max: 1e4 }),
});

const finding: fc.Arbitrary<ReportedFinding> = fc.record(
  {
    kind: fc.constantFrom('violation', 'failure', 'unexercised', 'undecided', 'breakdown'),
    level: fc.constantFrom('error', 'warning', 'note'),
    rule: fc.record({ id: hostileText, title: hostileText, level: fc.constantFrom('error', 'warning') }),
    message: hostileText,
    story: hostileTexts,
    steps: fc.array(fc.record({ text: hostileText, place }), { maxLength: 5 }),
    place,
    trace: hostileText,
    replay: hostileText,
  },
  { requiredKeys: ['kind', 'level', 'rule', 'message', 'story', 'steps', 'place'] },
);

/** Judgements whose every text is an attempt to be something else. */
export const hostile: fc.Arbitrary<Judgement> = fc
  .record({ findings: fc.array(finding, { maxLength: 14 }), names: hostileTexts, subject: hostileText, seed: fc.nat() })
  .map(({ findings, names, subject: what, seed }) => {
    const passed = names.map((name): Case => ({ suite: 'Labs', name, measure: name }));
    const failed = findings.map(
      (one, place): Case => ({ suite: `Part ${place % 3}`, name: one.message, finding: one }),
    );
    return {
      verb: 'check',
      subject: what,
      ok: findings.length === 0,
      verdict: 'FAIL.',
      seed,
      seconds: 1,
      cases: [...passed, ...failed],
      findings,
      rules: [],
    };
  });
