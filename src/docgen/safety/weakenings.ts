/** The clauses of Figures 2 and 13, each with the defects that leave it out or weaken it. */
import { readdirSync, readFileSync } from 'node:fs';
import { leftOut } from '../../../model/experiments/defects/index.ts';
import { experimentsFolder } from '../../../model/experiments/index.ts';
import { type Mutant, mutants } from '../../../model/mutants/index.ts';
import { boxes, type ClauseId, clauseIds } from '../../core/clauses.ts';
import { type MatrixPageRow, readMatrixRows } from './matrixRows.ts';

/** A defect, and one clause that it leaves out or weakens. */
export interface Weakening {
  readonly clause: ClauseId;
  readonly defect: Mutant;
  /** Is it the one of the clause's experiment? */
  readonly isExperiment: boolean;
  /** What the experiments with this defect claim: properties that fall, `repeats`, or `differs`. */
  readonly claims: readonly string[];
  /** Undefined: the defect is not in the kill matrix. */
  readonly matrix: MatrixPageRow | undefined;
}

/** A box of the spec, with its weakenings in the order of its clauses. */
export interface WeakenedBox {
  readonly title: string;
  /** Is it in Figure 2 or 13? Otherwise its clauses are decisions on how to read them. */
  readonly isFigure: boolean;
  readonly weakenings: readonly Weakening[];
}

/** One at a time: two defects at once are no weakening of one clause. */
const defects: readonly Mutant[] = [...mutants.filter(({ compound }) => !compound), ...leftOut];

/** Each defect of these boxes once. */
export const defectsIn = (some: readonly WeakenedBox[]): readonly Mutant[] => [
  ...new Set(some.flatMap(({ weakenings }) => weakenings.map(({ defect }) => defect))),
];

interface ExperimentClaims {
  readonly clause: string;
  readonly defect: string;
  readonly claims: readonly string[];
}

/** What a message from outside does need not come about among the servers. */
const hasOutsiders = (text: string): boolean => /^\S+ ⇝ /m.test(text);

const experimentsNow = (): readonly ExperimentClaims[] =>
  readdirSync(experimentsFolder).map((name) => {
    const text = readFileSync(`${experimentsFolder}/${name}`, 'utf8');
    const [, clause = '', defect = ''] = /^without (\S+) (\S+)$/m.exec(text) ?? [];
    const claims = [...text.matchAll(/^(?:violates (\S+)|(repeats)|(differs))/gm)].map(
      ([, property, word, other]) => property ?? word ?? other ?? '',
    );
    return { clause, defect, claims: hasOutsiders(text) ? [] : claims };
  });

/** All of them, box by box. */
export const weakenedBoxes = (): readonly WeakenedBox[] => {
  const experiments = experimentsNow();
  const matrix = readMatrixRows();
  return boxes
    .filter(({ page, prefix }) => ['figure2.md', 'snapshots.md'].includes(page) || prefix === 'D')
    .map(({ prefix, title, page }) => ({
      title,
      isFigure: page !== 'divergences.md',
      weakenings: clauseIds
        .filter((id) => id.slice(0, id.lastIndexOf('-')) === prefix)
        .flatMap((clause) => weakeningsOf(clause, experiments, matrix)),
    }));
};

const weakeningsOf = (
  clause: ClauseId,
  experiments: readonly ExperimentClaims[],
  matrix: ReadonlyMap<string, MatrixPageRow>,
): readonly Weakening[] => {
  const own = experiments.find((experiment) => experiment.clause === clause)?.defect;
  return defects
    .filter((defect) => defect.clause === clause || defect.id === own)
    .map((defect) => ({
      clause,
      defect,
      isExperiment: defect.id === own,
      matrix: matrix.get(defect.id),
      claims: experiments.flatMap((experiment) => (experiment.defect === defect.id ? experiment.claims : [])),
    }))
    .sort((a, b) => Number(b.isExperiment) - Number(a.isExperiment));
};

/** By defect, the file that it is in, from the top of the repository. */
export const defectFiles = (): ReadonlyMap<string, string> =>
  new Map(
    ['model/mutants', 'model/experiments/defects']
      .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .flatMap(({ parentPath, name }) => {
        const path = `${parentPath}/${name}`;
        const id = /\bid: '([\w-]+)'/.exec(readFileSync(path, 'utf8'))?.[1];
        return id === undefined ? [] : [[id, path] as const];
      }),
  );
