/** The ledger of the pairs: how a pair is measured, and how the ledger is written and judged. */
import { type Config, worldOf } from '../../../model/worlds/configs/config.ts';
import type { MeasuredPair } from '../../../model/worlds/configs/pairLedger.ts';
import { ComponentStore } from '../../check/explore/componentStore.ts';
import { exploreSpace } from '../../check/explore/explore.ts';
import { privateInterner } from '../../check/explore/interner.ts';
import { clausesWith } from '../../core/boxes.ts';
import type { ClauseId } from '../../core/clauses.ts';
import type { ExtensionId } from '../../core/types.ts';
import { digest } from '../sealed.ts';

export const ledgerPath = 'model/worlds/configs/pairLedger.ts';

/** Measures what is not measured yet. */
export const PAIRS_COMMAND = 'npm run pairs';

/** The clauses of a page, in the order of the spec. */
export const clausesOfPage = (page: ExtensionId): readonly ClauseId[] => {
  const figure = new Set(clausesWith([]));
  return clausesWith([page]).filter((id) => !figure.has(id));
};

/** A digest of what is explored of a pair: its bounds, and not what is said of them. */
export const boundsDigest = ({ servers, options, extensions, budget, start, crashPoints, symmetry }: Config): string =>
  digest([servers, options, extensions, budget, start, crashPoints, symmetry]);

/** What came of a pair's exploration. */
export interface PairFinding {
  readonly measured: MeasuredPair;
  /** What does not hold, in words; empty: everything does. */
  readonly broken: readonly string[];
}

/** Explores the world of a pair to its end, or until something breaks. */
export const measurePair = (config: Config): PairFinding => {
  const world = worldOf(config, new ComponentStore(privateInterner));
  const { distinct, depth, properties } = exploreSpace(world, { isHasty: true });
  const counts = world.counts();
  const fired = (config.extensions ?? []).flatMap((page) => clausesOfPage(page).filter((id) => (counts[id] ?? 0) > 0));
  const skipped = world.skippedLines.map((line) => `${line} can't happen at the start`);
  const fallen = properties.filter(({ ok }) => ok === false).map(({ name, because }) => `${name}: ${because}`);
  return {
    measured: { distinct, depth, fired: fired.join(' '), from: boundsDigest(config) },
    broken: [...skipped, ...fallen],
  };
};

/** What the ledger says of the pairs that is not so any more, in a sentence; undefined: nothing. */
export const ledgerProblem = (
  configs: readonly Config[],
  ledger: Readonly<Record<string, MeasuredPair>>,
): string | undefined => {
  const stale = configs.filter((config) => ledger[config.name]?.from !== boundsDigest(config)).map(({ name }) => name);
  const gone = Object.keys(ledger).filter((name) => !configs.some((config) => config.name === name));
  if (stale.length + gone.length === 0) return undefined;
  const what = [
    ...stale.map((name) => `${name} is not measured as it is now`),
    ...gone.map((name) => `${name} is gone`),
  ];
  return `${ledgerPath}: ${what.slice(0, 3).join(', ')}${what.length > 3 ? ` and ${what.length - 3} more` : ''}; run ${PAIRS_COMMAND}`;
};

/** The file of a ledger, from the file that there is: what stands above its rows is kept. */
export const renderLedger = (file: string, ledger: Readonly<Record<string, MeasuredPair>>): string => {
  const head = file.slice(0, file.indexOf(ROWS));
  const rows = Object.entries(ledger).map(([name, { distinct, depth, fired, from }]) =>
    [
      `  '${name}': {`,
      `    distinct: ${grouped.format(distinct).replaceAll(',', '_')},`,
      `    depth: ${depth},`,
      firedLine(fired),
      `    from: '${from}',`,
      '  },',
    ].join('\n'),
  );
  return rows.length === 0 ? `${head}${ROWS}{};\n` : `${head}${ROWS}{\n${rows.join('\n')}\n};\n`;
};

/** As the formatter has it: what is too long for a line begins one of its own. */
const firedLine = (fired: string): string => {
  const line = `    fired: '${fired}',`;
  return line.length > LINE_MAX ? `    fired:\n      '${fired}',` : line;
};

const LINE_MAX = 120;

const ROWS = 'export const pairLedger: Readonly<Record<string, MeasuredPair>> = ';

const grouped = new Intl.NumberFormat('en-US');
