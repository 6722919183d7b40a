/** The clauses of the defects that derived schedules find, as a table: who grades does not load the defects for it. */
import type { Mutant } from '../../model/mutants/index.ts';
import type { DerivedSchedule } from '../grade/schedules/derived/script.ts';

export const derivedClausesPath = 'src/grade/schedules/derived/clauses.ts';

/** The file. */
export const renderDerivedClauses = (scripts: readonly DerivedSchedule[], mutants: readonly Mutant[]): string => {
  const found = new Set(scripts.flatMap(({ finds }) => finds));
  const rows = mutants.filter(({ id }) => found.has(id)).map(({ id, clause }) => `  ['${id}', '${clause}'],`);
  return [
    '// Generated from model/mutants by src/docgen/main.ts. Do not edit.',
    '',
    "import type { ClauseId } from '../../../core/clauses.ts';",
    '',
    '/** By defect, the clause that it breaks: of each that some derived schedule finds. */',
    'export const foundClauses: ReadonlyMap<string, ClauseId> = new Map([',
    ...rows,
    ']);',
    '',
  ].join('\n');
};
