/** A rubric: what each check of a submission is worth. It is a small JSON file that course staff write. */
import { z } from 'zod';
import { labNames, labsMatching } from '../../model/runs/labs/index.ts';
import type { Parsed } from '../trace/grammar.ts';
import { readJson } from '../trace/schema.ts';
import { SEED_MAX } from '../verify/seeds.ts';
import { gradeChecks } from './checks.ts';
import { MEMORY_MB_MAX, MEMORY_MB_MIN } from './limits.ts';
import { type LabPart, labParts } from './outcome.ts';

const MAX_POINTS = 10_000;
const MAX_SEEDS = 100;
const MAX_CHECKS = 100;
const MAX_TITLE = 200;
const MAX_ADDRESS = 1000;
/** Sums of points are kept to six decimals. */
const ROUNDING_MIN = 0.001;
const SECONDS_MAX = 1_000_000;

const points = z.number().min(0).max(MAX_POINTS);
const seeds = z
  .array(z.int().min(0).max(SEED_MAX))
  .max(MAX_SEEDS)
  .refine((all) => new Set(all).size === all.length, { error: 'a seed is named twice' });
/** As `InitialElection3A`, `W1` or `leader-asked`. */
const checkName = z.string().regex(/^[A-Za-z][\w-]{0,60}$/);
const byCheck = z
  .record(checkName, points)
  .refine((all) => Object.keys(all).length <= MAX_CHECKS, { error: `expected at most ${MAX_CHECKS} checks` });

const form = z.strictObject({
  title: z.string().min(1).max(MAX_TITLE),
  parts: z.strictObject({ '3A': points, '3B': points, '3C': points, '3D': points }).partial().default({}),
  scenarios: byCheck.default({}),
  checks: byCheck.default({}),
  robustness: byCheck.default({}),
  broken: points.default(0),
  perSeed: z.boolean().default(true),
  seeds: seeds.min(1).optional(),
  hiddenSeeds: seeds.default([]),
  hiddenVisibility: z.enum(['hidden', 'after_due_date', 'after_published']).default('after_published'),
  rounding: z.number().min(ROUNDING_MIN).max(100).default(0.01),
  docs: z
    .url({ protocol: /^https?$/ })
    .max(MAX_ADDRESS)
    .optional(),
  timeLimit: z.int().min(1).max(SECONDS_MAX).optional(),
  memoryLimit: z.int().min(MEMORY_MB_MIN).max(MEMORY_MB_MAX).optional(),
});

/**
 * A rubric, read.
 *
 * - `parts`: points of each part, which are spread evenly over its scenarios.
 * - `scenarios`: points of single scenarios, out of those of their part.
 * - `checks`: points of checks of the wire and of schedules.
 * - `robustness`: points of checks that are a bonus, on top of the maximum.
 * - `broken`: points that each check takes which found a safety property broken.
 * - `perSeed`: a scenario that passes with two of three seeds has two thirds of its points; else it has none.
 * - `seeds` and `hiddenSeeds`: each check is run with all of them; what was seen with a hidden one is not shown to students.
 * - `rounding`: the score is a multiple of it.
 * - `docs`: an address below which the files of figure2 can be read, so that reports can link the clauses in `spec/`.
 * - `timeLimit`: so many seconds of real time may a whole submission take; what is not done by then is not checked.
 * - `memoryLimit`: so many MB of memory may a server have.
 */
export type Rubric = z.infer<typeof form>;

/** What holds where staff have written no rubric. */
export const defaultRubric: Rubric = form.parse({
  title: 'Raft',
  parts: { '3A': 20, '3B': 30, '3C': 25, '3D': 25 },
  broken: 10,
});

/** A rubric from its text, or what is wrong with it: one line that says where. */
export const readRubric = (text: string): Parsed<Rubric> => {
  const read = readJson(text, form);
  if (!read.ok) return read;
  const because = faultOf(read.value);
  return because === undefined ? read : { ok: false, because };
};

const isOther = (name: string): boolean => gradeChecks.some(({ check, kind }) => check === name && kind !== 'scenario');

/** What no schema says. */
const faultOf = (rubric: Rubric): string | undefined => {
  const { scenarios, checks, robustness, hiddenSeeds, seeds: shown = [], parts } = rubric;
  const stranger = Object.keys(scenarios).find((name) => !labNames.includes(name));
  if (stranger !== undefined)
    return `scenarios.${stranger}: there is no such scenario; figure2 grade --list has their names`;
  for (const [key, its] of Object.entries({ checks, robustness })) {
    const unknown = Object.keys(its).find((name) => !isOther(name));
    if (unknown !== undefined)
      return `${key}.${unknown}: expected a check of the wire or a schedule; figure2 grade --list has their names`;
  }
  const bonus = Object.keys(checks).find((name) =>
    gradeChecks.some(({ check, kind }) => check === name && kind === 'robustness'),
  );
  if (bonus !== undefined) return `checks.${bonus}: expected it under robustness, since it can only be a bonus`;
  const twice = Object.keys(checks).find((name) => name in robustness);
  if (twice !== undefined) return `robustness.${twice}: expected a check that does not stand under checks as well`;
  const both = hiddenSeeds.findIndex((seed) => shown.includes(seed));
  if (both !== -1) return `hiddenSeeds.${both}: expected a seed that is not among the seeds that are shown`;
  for (const part of labParts) {
    const because = faultOfPart(rubric, part);
    if (because !== undefined) return because;
  }
  const worth = [parts, scenarios, checks].flatMap((some) => Object.values(some));
  return worth.some((one = 0) => one > 0) ? undefined : 'the file: expected points for a part, a scenario or a check';
};

const faultOfPart = ({ parts, scenarios }: Rubric, part: LabPart): string | undefined => {
  const whole = parts[part];
  if (whole === undefined) return undefined;
  const names = labsMatching(part);
  const fixed = names.flatMap((name) => scenarios[name] ?? []);
  const sum = fixed.reduce((total, one) => total + one, 0);
  if (sum > whole) return `parts.${part}: expected at least ${sum}, which its scenarios have by themselves`;
  if (fixed.length === names.length && sum < whole)
    return `parts.${part}: expected ${sum}, which its scenarios have by themselves`;
  return undefined;
};

/** What a scenario is worth. */
export const scenarioPoints = ({ parts, scenarios }: Rubric, name: string): number => {
  const own = scenarios[name];
  if (own !== undefined) return own;
  const part = labParts.find((one) => name.endsWith(one));
  if (part === undefined) return 0;
  const names = labsMatching(part);
  const fixed = names.flatMap((other) => scenarios[other] ?? []);
  const rest = (parts[part] ?? 0) - fixed.reduce((total, one) => total + one, 0);
  return Math.max(0, rest) / Math.max(1, names.length - fixed.length);
};
