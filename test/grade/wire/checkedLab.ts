/** Scenarios with the checks of the wire. */
import { runLab } from '../../../model/index.ts';
import { type GoBuild, goProgram, WireChecks, watchedProgram } from '../../../src/grade/index.ts';

/** A lab with the checks of the wire. */
export const checkedLab = (build: GoBuild, name: string, seed = 1) => {
  const checks = new WireChecks({ seed });
  const { ok, because } = runLab({ name, seed, program: watchedProgram(goProgram(build), checks) });
  return { checks, ok, because };
};
