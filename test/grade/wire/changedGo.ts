/** The good submission in Go with its text changed: faults, and other ways to be right. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLab } from '../../../model/index.ts';
import { buildGo, type GoBuild, goProgram, WireChecks, watchedProgram } from '../../../src/grade/index.ts';

/** A text of the good submission, and what takes its place. */
export type Replacement = readonly [text: string, by: string];

const GOOD = 'test/grade/submissions/good';

/** Builds the good submission with these changes, each of which has to be one. */
export const buildChanged = (...replacements: readonly Replacement[]): GoBuild => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-wire-'));
  try {
    cpSync(GOOD, folder, { recursive: true });
    const path = join(folder, 'src/raft1/raft.go');
    const good = readFileSync(path, 'utf8');
    const changed = replacements.reduce((text, [old, by]) => {
      if (!text.includes(old)) throw new Error(`the good submission does not say ${JSON.stringify(old)}`);
      return text.replaceAll(old, () => by);
    }, good);
    writeFileSync(path, changed);
    return buildGo(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A lab with the checks of the wire. */
export const checkedLab = (build: GoBuild, name: string, seed = 1) => {
  const checks = new WireChecks({ seed });
  const { ok, because } = runLab({ name, seed, program: watchedProgram(goProgram(build), checks) });
  return { checks, ok, because };
};
