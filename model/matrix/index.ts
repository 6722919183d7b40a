/** What the checker is measured by: which defects it finds, by which means, and how soon. */
export { type Detection, type DetectorName, detectorNames, type Effort, type Kill } from './detection.ts';
export { detect } from './detectors.ts';
export { type Cell, type Matrix, type MatrixRow, matrixOf, type Outcome, rowOf } from './matrix.ts';
