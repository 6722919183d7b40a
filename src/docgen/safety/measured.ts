/** What was measured of each defect, as a file keeps it: by defect, with a digest of what it was measured from. */
import { readFileSync } from 'node:fs';
import {
  type FallEffort,
  type FallSearch,
  firstFallOf,
  fullEffort,
  knownToTheFive,
  type TortureFall,
  tortureFallOf,
} from '../../../model/killMatrix/index.ts';
import type { Mutant } from '../../../model/mutants/index.ts';
import { type Config, configs } from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { furtherConfigs, small } from '../../../model/worlds/further/index.ts';
import { boundsOf } from '../killMatrix.ts';
import { digest } from '../sealed.ts';
import { readMatrixRows } from './matrixRows.ts';
import { defectFiles } from './weakenings.ts';

export const measuredPath = 'src/docgen/safety/measured.json';

export const COMMAND = 'npm run safety -- --resume';

/** What came of a defect. */
export interface MeasuredDefect extends FallSearch {
  /** Was it looked for in the worlds of the kill matrix by that, and here in the others only? */
  readonly isInMatrix: boolean;
  /** Where no bounded world shows anything: the torture run that does; null: none does, or none was needed. */
  readonly torture: TortureFall | null;
}

/** All that was measured, by the ids of the defects, each with the digest of what it was measured from. */
export type Measurements = Readonly<Record<string, MeasuredDefect & { readonly from: string }>>;

/** How far each defect is looked for: all of most worlds, and all that could be shorter for most runs. */
export const effort: FallEffort = { maxStates: 80_000, maxFurtherStates: 25_000, maxColdStates: 3_000_000 };

/** So many torture runs for a defect that is not in the kill matrix. */
const TORTURE_RUNS = 20;

const firstSeeds = Array.from({ length: TORTURE_RUNS }, (_, run) => fullEffort.seed + run);

/** Where a defect is looked for. */
interface Place {
  readonly worlds: readonly Config[];
  /** Of torture runs. */
  readonly seeds: readonly number[];
}

/** The worlds in which a defect is looked for that is not in the kill matrix, or falls there. */
export const searchedWorlds: readonly Config[] = [...small, ...configs, ...directed];

/**
 * A defect that survives all worlds of the kill matrix, by its page, was looked for there already, with the same five properties: it is
 * looked for in the other worlds, and in the torture run that the page names.
 */
const placesByMatrix = (): ((id: string) => Place) => {
  const rows = readMatrixRows();
  return (id) => {
    const only = furtherConfigs.filter(
      ({ madeFor }) => madeFor && 'defects' in madeFor && madeFor.defects.includes(id),
    );
    const cell = rows.get(id)?.core;
    if (cell === undefined) return { worlds: [...searchedWorlds, ...only], seeds: firstSeeds };
    const seed = / in seed (\d+)/.exec(cell)?.[1];
    if (seed === undefined && !cell.startsWith('survived')) return { worlds: [...searchedWorlds, ...only], seeds: [] };
    return { worlds: [...small, ...only], seeds: seed === undefined ? [] : [Number(seed)] };
  };
};

/** Measures defects one after the other; what the shipped protocol's worlds are like is learnt once. */
export const measurer = (): ((defect: Mutant) => MeasuredDefect) => {
  const known = knownToTheFive();
  const placeOf = placesByMatrix();
  return ({ id, protocol }) => {
    const { worlds, seeds } = placeOf(id);
    const search = firstFallOf(protocol, worlds, effort, known);
    const isInMatrix = worlds.length < searchedWorlds.length;
    return { ...search, isInMatrix, torture: search.fall ? null : tortureFallOf(protocol, seeds) };
  };
};

/** Beside the bounds of worlds, how they are searched. */
const searchesOf = (worlds: readonly Config[]): unknown =>
  worlds.map((world) => ({ ...boundsOf(world), symmetry: world.symmetry, asksWrongly: world.asksWrongly }));

/** The code of a defect's file: neither its comments nor the words in which the defect is told have to do with what is measured. */
export const codeOf = (text: string): string =>
  text
    .replaceAll(STRING_OR_COMMENT, (found, quote: string | undefined) => (quote === undefined ? '' : found))
    .replaceAll(WORDS, '$1')
    .replaceAll(/\s+/g, ' ');

const STRING_OR_COMMENT = /(['"`])(?:\\.|(?!\1)[^\\])*\1|\/\*[\s\S]*?\*\/|\/\/.*/g;

const WORDS = /\b(title|equivalent|decision|harm|source):\s*(['"`])(?:\\.|(?!\2)[^\\])*\2/g;

/** By defect, what it is measured from: the code of its file, and the worlds. */
export const digestsOf = (defects: readonly Mutant[]): ReadonlyMap<string, string> => {
  const files = defectFiles();
  const placeOf = placesByMatrix();
  return new Map(
    defects.map(({ id }) => {
      const { worlds, seeds } = placeOf(id);
      return [id, digest([effort, searchesOf(worlds), seeds, codeOf(readFileSync(files.get(id) ?? '', 'utf8'))])];
    }),
  );
};

/** What is kept in the file. */
export const readMeasurements = (text: string | undefined): Measurements =>
  text === undefined ? {} : (JSON.parse(text) as Measurements);

/** One line for each defect. */
export const renderMeasurements = (all: Measurements): string => {
  const lines = Object.entries(all).map(([id, measured]) => `${JSON.stringify(id)}: ${JSON.stringify(measured)}`);
  return `{\n${lines.sort().join(',\n')}\n}\n`;
};

/** What is wrong with the file, in a sentence; undefined: each defect was measured as it is now. */
export const measurementsProblem = (all: Measurements, defects: readonly Mutant[]): string | undefined => {
  const digests = digestsOf(defects);
  const stale = [...digests].flatMap(([id, from]) => (all[id]?.from === from ? [] : [id]));
  const gone = Object.keys(all).filter((id) => !digests.has(id));
  if (stale.length + gone.length === 0) return undefined;
  const what = [...stale.map((id) => `${id} is measured from something else`), ...gone.map((id) => `${id} is gone`)];
  return `${measuredPath}: ${what.slice(0, 3).join(', ')}${what.length > 3 ? ` and ${what.length - 3} more` : ''}; run ${COMMAND}`;
};
