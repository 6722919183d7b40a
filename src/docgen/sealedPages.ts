/** The pages that long runs make: what they say that no run has measured is kept up with the sources, without another run. */
import { derivedScripts } from '../grade/schedules/derived/scripts.ts';
import { deriveCommand, derivedPagePath, retellDerived } from './derivedSchedules.ts';
import type { Generated } from './generated.ts';
import { killMatrixCommand, killMatrixPath, retellKillMatrix } from './killMatrix.ts';
import { retellSchedules } from './scheduleSection.ts';
import { relink, retellPage } from './sealed.ts';

/** A page, what makes it anew, and how its words are told again. */
interface ToldPage {
  readonly path: string;
  readonly command: string;
  readonly retell: (text: string) => string;
}

const toldPages: readonly ToldPage[] = [
  { path: killMatrixPath, command: killMatrixCommand, retell: (text) => relink(retellKillMatrix(text)) },
  { path: derivedPagePath, command: deriveCommand, retell: (text) => relink(retellDerived(text, derivedScripts)) },
  {
    path: 'docs/reference/grader.md',
    command: 'node --import ./.config/ts-node.mjs test/grade/catalogue/main.ts',
    retell: (text) => relink(retellSchedules(text)),
  },
];

/**
 * The pages with their words of today; one that is missing is left out.
 *
 * @throws SealError when one of them was edited.
 */
export const sealedPages = (readIfAny: (path: string) => string | undefined): readonly Generated[] =>
  toldPages.flatMap(({ path, command, retell }) => {
    const page = readIfAny(path);
    return page === undefined ? [] : [{ path, text: retellPage({ path, command, page }, retell) }];
  });
