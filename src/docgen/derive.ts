/**
 * Derives a schedule for each defect that breaks safety, and writes the few that are kept and their page.
 *
 * Run from the top of the repository, where there is a Go compiler: `npm run derive`. It takes some minutes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Mutant, mutants } from '../../model/mutants/index.ts';
import { buildGo, goProgram } from '../grade/index.ts';
import { coverOf, foundBy, outcomeOn } from '../grade/schedules/derived/cover.ts';
import { type Derivation, derivedFrom } from '../grade/schedules/derived/derive.ts';
import type { DerivedSchedule } from '../grade/schedules/derived/script.ts';
import {
  breakSafety,
  derivedPagePath,
  derivedScriptsPath,
  renderDerivedPage,
  renderDerivedScripts,
} from './derivedSchedules.ts';
import { killMatrixPath } from './killMatrix.ts';

const GOOD = 'test/grade/submissions/good';

const wanted = breakSafety(readFileSync(killMatrixPath, 'utf8'), mutants);
const good = goProgram(buildGo(GOOD));

interface Derived {
  readonly mutant: Mutant;
  readonly derivation: Derivation;
  readonly onGood: string;
}

const derived = wanted.map((mutant): Derived => {
  const derivation = derivedFrom(mutant, (schedule) => outcomeOn(schedule, good) === 'passed');
  const { schedule, isFound, because } = derivation;
  const onGood = schedule ? outcomeOn(schedule, good) : '';
  console.log(`${mutant.id}: ${isFound ? `broken (${schedule?.shownBy.join(' ') ?? ''})` : because}; ${onGood}`);
  const finds = schedule && isFound ? foundBy(schedule, wanted) : [];
  return { mutant, derivation: schedule ? { ...derivation, schedule: { ...schedule, finds } } : derivation, onGood };
});

const passed = new Set(derived.flatMap(({ mutant, onGood }) => (onGood === 'passed' ? [mutant.id] : [])));
const all = derived.flatMap(({ derivation: { schedule } }): readonly DerivedSchedule[] => (schedule ? [schedule] : []));
const kept = coverOf(all, ({ mutant }) => passed.has(mutant));
const rows = derived.map((one) => ({
  ...one,
  foundBy: kept.filter(({ finds }) => finds.includes(one.mutant.id)).map(({ id }) => id),
}));

writeFileSync(derivedScriptsPath, renderDerivedScripts(kept));
writeFileSync(derivedPagePath, renderDerivedPage(rows, kept));
console.log(`${kept.length} schedules are kept of ${all.length}`);
