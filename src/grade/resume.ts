/** Grades that are kept in a file, so that a class can be graded in several sittings. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ClauseId, clauses } from '../core/clauses.ts';
import { jsonText } from '../text/printable.ts';
import type { Parsed } from '../trace/grammar.ts';
import { readJson } from '../trace/schema.ts';
import type { Grade, GradePlan } from './grade.ts';
import { labParts } from './outcome.ts';

const MAX_KEPT = 10_000;

const PLACE_MAX = 100;

const place = z.int().min(0).max(PLACE_MAX);
const step = z.int().min(1).max(PLACE_MAX);

const row = z.strictObject({
  step,
  at: place,
  kind: z.enum(['event', 'arrival', 'crash', 'restart']),
  label: z.string(),
  time: z.string().optional(),
  from: z.strictObject({ at: place, step }).optional(),
  state: z.string().optional(),
  roles: z.array(z.enum(['follower', 'candidate', 'leader', 'preCandidate', 'down'])).readonly(),
  notes: z.array(z.strictObject({ tone: z.enum(['broken', 'turn', 'gap']), text: z.string() })).readonly(),
});

const picture = z.strictObject({
  title: z.string(),
  servers: z.array(z.string()).max(PLACE_MAX).readonly(),
  rows: z.array(row).max(PLACE_MAX).readonly(),
});

const finding = z.strictObject({
  outcome: z.enum(['passed', 'failed', 'broken', 'not reached', 'not checked', 'not gradable']),
  check: z.string(),
  part: z.enum(labParts).optional(),
  scenario: z.string().optional(),
  wire: z.string().optional(),
  clause: z.enum(Object.keys(clauses) as [ClauseId, ...ClauseId[]]).optional(),
  because: z.string(),
  atMs: z.number().optional(),
  seed: z.int(),
  picture: picture.optional(),
});

const form = z.strictObject({
  figure2: z.literal('grades'),
  sum: z.string(),
  kept: z
    .array(
      z.strictObject({
        plan: z.string(),
        fingerprint: z.string(),
        words: z.string(),
        findings: z.array(finding),
      }),
    )
    .max(MAX_KEPT),
});

/** A grade as it is kept: of a program, whoever handed it in, under a plan. */
export type KeptGrade = z.infer<typeof form>['kept'][number];

/** Stands for what is asked: equal plans of one version of figure2 ask the same. */
export const planKey = (plan: GradePlan, version: string): string => {
  const { go: _, timeLimitSeconds: __, ...asked } = plan;
  return createHash('sha256')
    .update(JSON.stringify([version, asked]))
    .digest('hex');
};

/** The grades of a file; or what is wrong with it, on one line. */
export const readKept = (text: string): Parsed<readonly KeptGrade[]> => {
  const read = readJson(text, form);
  if (!read.ok) return read;
  const { kept } = JSON.parse(text) as { readonly kept: unknown };
  if (read.value.sum !== sumOf(kept)) return { ok: false, because: 'sum: it is not what was written' };
  return { ok: true, value: read.value.kept };
};

/** Stands for all grades of a file, so that none is another one by accident. Whoever wants to can make a file of their own. */
const sumOf = (kept: unknown): string => createHash('sha256').update(JSON.stringify(kept)).digest('hex');

/** The text of the file. */
export const keptText = (kept: readonly KeptGrade[]): string =>
  `${jsonText({ figure2: 'grades', sum: sumOf(kept), kept }, 1)}\n`;

/** What is kept of a grade; nothing of what could not be run or reached a limit, since it may be the machine's fault. */
export const keep = ({ words, fingerprint, findings, limit }: Grade, plan: string): readonly KeptGrade[] =>
  words === undefined || fingerprint === undefined || limit !== undefined
    ? []
    : [{ plan, fingerprint, words, findings: findings.map((one) => ({ ...one })) }];
