/** Grades for tests of points and reports: what may come of submissions, also of hostile ones. */
import { labNames, labsMatching } from '../../model/index.ts';
import type { Grade } from '../../src/grade/grade.ts';
import { type GradeFinding, partOf } from '../../src/grade/outcome.ts';
import { type AskedChecks, pointsOf } from '../../src/grade/points.ts';
import type { GradeCircumstances, GradedSubmission } from '../../src/grade/report/graded.ts';
import { type Rubric, readRubric } from '../../src/grade/rubric.ts';
import type { Picture } from '../../src/trace/picture/picture.ts';

export const rubricOf = (document: object): Rubric => {
  const read = readRubric(JSON.stringify(document));
  if (!read.ok) throw new Error(read.because);
  return read.value;
};

export const HIDDEN = 77;

export const rubric = rubricOf({
  title: 'Raft <lab>',
  parts: { '3A': 20, '3B': 30, '3C': 25, '3D': 25 },
  checks: { W1: 6, 'leader-asked': 4 },
  robustness: { 'old-heartbeat': 5 },
  broken: 10,
  seeds: [1],
  hiddenSeeds: [HIDDEN],
});

export const asked: AskedChecks = { scenarios: labNames, seeds: [1] };

const passed = (check: string, seed: number): GradeFinding => ({ outcome: 'passed', check, because: '', seed });

const scenarios = (seed: number): readonly GradeFinding[] =>
  labNames.map((name) => ({ ...passed(name, seed), part: partOf(name) }));

const all: readonly GradeFinding[] = [
  ...scenarios(1),
  ...scenarios(HIDDEN),
  ...['W1', 'leader-asked', 'old-heartbeat'].map((check) => passed(check, 1)),
];

/** Findings in which some have come out otherwise. */
const but = (...others: readonly GradeFinding[]): readonly GradeFinding[] =>
  all.map((one) => others.find(({ check, seed }) => check === one.check && seed === one.seed) ?? one);

export const gradedOf = (
  name: string,
  findings: readonly GradeFinding[],
  about: Partial<Grade> = { words: 'rules on plain data', fingerprint: 'f00d' },
): GradedSubmission => ({
  name,
  grade: { path: `handed-in/${name}`, findings, ...about },
  points: pointsOf(findings, rubric, asked),
});

export const good = gradedOf('good', all);

/** Of what was seen with a hidden seed nothing may be told but that it did not pass. */
export const SECRET = 'seen with the hidden seed';

/** Of a run that was broken. */
export const picture: Picture = {
  title: 'W1: RV-2',
  servers: ['S1', 'S2', 'S3'],
  rows: [
    {
      step: 1,
      at: 2,
      kind: 'event',
      label: 'RequestVote term=4 to S1',
      time: '1 ms',
      state: 'candidate, term 4',
      roles: ['follower', 'down', 'candidate'],
      notes: [{ tone: 'gap', text: 'left out: 2 heartbeats' }],
    },
    {
      step: 2,
      at: 0,
      kind: 'arrival',
      label: 'RequestVote term=4; votes for S3',
      time: '3 ms',
      from: { at: 2, step: 1 },
      roles: ['follower', 'down', 'candidate'],
      notes: [{ tone: 'broken', text: 'RV-2 broken: two votes' }],
    },
  ],
};

export const failing = gradedOf(
  'failing',
  but(
    {
      outcome: 'failed',
      check: 'Backup3B',
      part: '3B',
      because: '3 servers should agree, but 2 did',
      seed: 1,
      atMs: 5,
    },
    { outcome: 'failed', check: 'Count3B', part: '3B', because: SECRET, seed: HIDDEN },
    { outcome: 'not checked', check: 'Figure83C', part: '3C', because: 'it was not asked', seed: 1 },
    {
      outcome: 'broken',
      check: 'W1',
      clause: 'RV-2',
      because: 'S1 voted for S2 and for S3 in term 4',
      seed: 1,
      picture,
    },
    { outcome: 'not reached', check: 'leader-asked', because: 'nobody was elected', seed: 1 },
  ),
);

export const unfit = gradedOf(
  'unfit',
  [
    {
      outcome: 'not gradable',
      check: 'build',
      because: "it does not compile:\nraft.go:1: expected 'package'",
      seed: 0,
    },
  ],
  {},
);

/** What a submission may call itself and print. */
const HOSTILE = '=1+1"><script>alert(1)</script>&\u0000\u001b[31m\u202e]]>\ud800\r\n@SUM(A1),"x"';

export const hostile = gradedOf(
  `${HOSTILE}../..`,
  but(
    ...labsMatching('3C').map((check) => ({
      outcome: 'failed' as const,
      check,
      part: '3C' as const,
      because: `${HOSTILE} ${'"<\u0007'.repeat(50_000)}`,
      seed: 1,
    })),
  ),
);

export const hostileUnfit = gradedOf(
  HOSTILE,
  [{ outcome: 'not gradable', check: 'build', because: HOSTILE.repeat(20_000), seed: 0 }],
  {},
);

export const circumstances: GradeCircumstances = {
  rubric,
  version: '0.1.0',
  clauseText: (id) => `What ${id} asks & why.\n\n**Without it:** x < y.`,
  time: '2026-01-02T03:04:05.678Z',
  environment: { CLASSROOM: 'c', ASSIGNMENT: 'raft', USERNAME: 'ann', SUBMISSION_TAG: 'submit/x' },
};
