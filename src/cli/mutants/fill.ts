/** The order in which the cells of the kill matrix are filled. */

import {
  type Cell,
  type DetectorName,
  detectorNames,
  type MatrixRow,
  neededFor,
  rowOf,
} from '../../../model/killMatrix/index.ts';
import type { Defect } from '../../../model/mutants/index.ts';
import { mapInOrder } from '../../verify/threads/pool.ts';

export interface Filling {
  readonly mutants: readonly Defect[];
  readonly detectors: readonly DetectorName[];
  readonly workers: number;
  readonly detect: (mutant: Defect, detector: DetectorName) => Promise<Cell>;
  /** Is the time used up? What has begun is finished, and nothing else is begun. */
  readonly isOver: () => boolean;
  /** Called after each detection, with how many there are by now. */
  readonly onProgress: (pass: 'verdicts' | 'the rest', done: number, total: number) => void;
}

/**
 * Fills the matrix, verdicts first: each defect meets the detectors that it has to live through, one after the other, until
 * one of them kills it. Only then come the cells that say who else sees it. A cell that was not reached is left out.
 */
export const fill = async (filling: Filling): Promise<readonly MatrixRow[]> => {
  const { mutants, detectors } = filling;
  const cells = new Map<Defect, Cell[]>(mutants.map((mutant) => [mutant, []]));
  await findVerdicts(filling, cells);
  await findTheRest(filling, cells);
  return mutants.map((mutant) => rowOf(mutant, inOrder(cells.get(mutant) ?? [], detectors)));
};

type Cells = ReadonlyMap<Defect, Cell[]>;

const findVerdicts = async (filling: Filling, cells: Cells): Promise<void> => {
  const { mutants, detectors, workers, detect, isOver, onProgress } = filling;
  let done = 0;
  await mapInOrder(workers, mutants, async (mutant) => {
    for (const detector of neededFor(mutant).filter((name) => detectors.includes(name))) {
      if (isOver()) return;
      const cell = await detect(mutant, detector);
      cells.get(mutant)?.push(cell);
      if (isVerdict(mutant, cell)) break;
    }
    onProgress('verdicts', ++done, mutants.length);
  });
};

/** Does nothing that others could say change what becomes of the defect? An argument that it is another decision is tested to the end. */
const isVerdict = ({ decision }: Defect, { kill }: Cell): boolean =>
  kill !== null && (decision === undefined || kill.kind !== 'difference');

const findTheRest = async (filling: Filling, cells: Cells): Promise<void> => {
  const { mutants, detectors, workers, detect, isOver, onProgress } = filling;
  const isMissing = (mutant: Defect, detector: DetectorName): boolean =>
    cells.get(mutant)?.every((cell) => cell.detector !== detector) ?? false;
  const rest = detectorNames
    .filter((detector) => detectors.includes(detector))
    .flatMap((detector) => mutants.map((mutant) => ({ mutant, detector })))
    .filter(({ mutant, detector }) => isMissing(mutant, detector));
  let done = 0;
  await mapInOrder(workers, rest, async ({ mutant, detector }) => {
    if (isOver()) return;
    cells.get(mutant)?.push(await detect(mutant, detector));
    onProgress('the rest', ++done, rest.length);
  });
};

const inOrder = (cells: readonly Cell[], detectors: readonly DetectorName[]): readonly Cell[] =>
  detectorNames
    .filter((name) => detectors.includes(name))
    .flatMap((name) => cells.filter(({ detector }) => detector === name));
