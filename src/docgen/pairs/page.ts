/** The page of the pairs: what was explored of each two optional pages, and which clauses of them fired. */
import { extensionConfigs } from '../../../model/worlds/configs/index.ts';
import { pairLedger } from '../../../model/worlds/configs/pairLedger.ts';
import {
  allPagesConfigs,
  clausesOfPair,
  hinderedIn,
  type Pair,
  pairConfigs,
  pairName,
  pairs,
} from '../../../model/worlds/configs/pairs.ts';
import { stepProperties, worldProperties } from '../../../model/worlds/oracles.ts';
import { boxOf } from '../../core/boxes.ts';
import { type ClauseId, clauses, clausesNotCounted, clausesWithoutCode } from '../../core/clauses.ts';
import { extensionIds } from '../../core/extensions/index.ts';
import type { ExtensionId } from '../../core/types.ts';
import { slugOf } from '../../text/slug.ts';
import { boundsOf } from '../configurations.ts';
import { clauseLink, type Generated } from '../generated.ts';
import { clausesOfPage, PAIRS_COMMAND } from './ledger.ts';

export const pairsPath = 'docs/reference/pairs.md';

const grouped = new Intl.NumberFormat('en-US');

/** The clauses of a page that say what a step does: only these can fire. */
const firing = (page: ExtensionId): readonly ClauseId[] =>
  clausesOfPage(page).filter(
    (id) =>
      !['state', 'property', 'goal'].includes(clauses[id].kind) &&
      !(id in clausesWithoutCode) &&
      !(id in clausesNotCounted),
  );

const firedIn = (pair: Pair): readonly string[] => (pairLedger[pairName(pair)]?.fired ?? '').split(' ');

/** `7 of 9: PV-2 ...`, and after a semicolon those that did not. */
const clauseCell = (pair: Pair, page: ExtensionId): string => {
  const all = firing(page);
  const fired = firedIn(pair);
  const acted = all.filter((id) => fired.includes(id));
  const silent = all.filter((id) => !fired.includes(id));
  return `${acted.length} of ${all.length}: ${spans(acted)}${silent.length === 0 ? '' : `; not ${spans(silent)}`}`;
};

/** Ids in a row as `PV-2 to PV-9`. */
export const spans = (ids: readonly ClauseId[]): string => {
  const runs: ClauseId[][] = [];
  for (const id of ids) {
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && boxOf(id) === boxOf(last) && numberOf(id) === numberOf(last) + 1) runs.at(-1)?.push(id);
    else runs.push([id]);
  }
  return runs
    .map((run) => [...new Set([run[0], run.at(-1)])].map((id) => clauseLink(id ?? '')).join(' to '))
    .join(', ');
};

const numberOf = (id: ClauseId): number => Number(id.slice(id.lastIndexOf('-') + 1));

/** Every page has those of the figure; a page may bring others. */
const propertiesWith = (pages: readonly ExtensionId[]): readonly string[] => [
  ...stepProperties('all', pages),
  ...worldProperties('all'),
];

const propertyCell = (pair: Pair): string => {
  const own = propertiesWith(pair).filter((name) => !propertiesWith([]).includes(name));
  return [String(propertiesWith(pair).length), ...own.map(clauseLink)].join(', with ');
};

/** The other worlds in which both pages are woven. */
const othersWith = (pair: Pair): readonly string[] =>
  extensionConfigs
    .filter(({ extensions = [] }) => pair.every((page) => extensions.includes(page)))
    .map(({ name }) => `[${name}](configurations.md#${slugOf(name)})`);

const row = (pair: Pair): string => {
  const [first, second] = pair;
  const { distinct = 0, depth = 0 } = pairLedger[pairName(pair)] ?? {};
  const cells = [
    `[${first} × ${second}](#${slugOf(pairName(pair))})`,
    String(1 + othersWith(pair).length),
    grouped.format(distinct),
    String(depth),
    clauseCell(pair, first),
    clauseCell(pair, second),
    propertyCell(pair),
  ];
  return `| ${cells.join(' | ')} |`;
};

const section = (pair: Pair): readonly string[] => {
  const config = pairConfigs.find(({ name }) => name === pairName(pair));
  if (!config) throw new Error(`there is no world of ${pairName(pair)}`); // can't be: worlds are made from pairs
  const others = othersWith(pair);
  const hindered = pair.flatMap((page) => {
    const found = hinderedIn(pair, page);
    return found ? [`- **Never here:** ${spans(found.clauses)}. ${found.because}`] : [];
  });
  return [
    `## ${pairName(pair)}`,
    '',
    `${config.title}: ${boundsOf(config)}.`,
    '',
    `- **Holds:** ${config.proves}`,
    `- **Has to act in it:** ${spans(clausesOfPair(pair))}`,
    ...hindered,
    ...(others.length === 0 ? [] : [`- **Both are woven into:** ${others.join(', ')}`]),
    '',
  ];
};

/** What stands above the table. */
const introduction = (): readonly string[] => {
  const states = pairs.reduce((sum, pair) => sum + (pairLedger[pairName(pair)]?.distinct ?? 0), 0);
  return [
    '<!-- Generated from model/worlds/configs/pairs.ts and pairLedger.ts by `npm run fix`. Do not edit. -->',
    '',
    '# Pairs of pages',
    '',
    `The ${extensionIds.length} optional pages make ${pairs.length} pairs. What one page takes for granted another may take away, so that each pair has a bounded`,
    `world of its own, explored to its end: ${grouped.format(states)} states in all. S1 leads, both others have answered, and nothing is in flight; then each page`,
    'may do what it is there for. `figure2 explore pair-no-op-read-index` explores one, `figure2 check --with no-op,read-index` has it among its worlds.',
    `\`${PAIRS_COMMAND} -- --check\` explores them all and holds them to the numbers here, every night.`,
    '',
    '*Worlds*: how many bounded worlds have both pages, with those of [the pages](configurations.md#worlds-with-optional-pages). *States* and *levels* are those of the',
    "pair's own world. *Clauses*: which of those that a step can follow have acted in it; who asks for what a world never asks, such as a batch at a follower, comes in",
    'torture and random runs. *Properties*: how many were asked of every state and step: those of the figure, of both pages, the contracts (SP-18) and the reference model.',
    '',
    '| Pair | Worlds | States | Levels | Clauses of the first | Clauses of the second | Properties |',
    '|---|--:|--:|--:|---|---|---|',
  ];
};

/** What was explored of all pages at once. */
const allPages = (): readonly string[] => [
  '## All pages at once',
  '',
  ...allPagesConfigs.flatMap((config) => {
    const { name, title, proves, doesNot, expected } = config;
    const fired = (pairLedger[name]?.fired ?? '').split(' ') as readonly ClauseId[];
    return [
      `### ${name}`,
      '',
      `${title}: ${boundsOf(config)}.`,
      '',
      `- **Holds:** ${proves}`,
      `- **Beyond it:** ${doesNot}`,
      `- **States:** ${grouped.format(expected.distinct)} in ${expected.depth} levels.`,
      `- **Acted in it:** ${extensionIds.map((page) => spans(firing(page).filter((id) => fired.includes(id)))).join('; ')}`,
      '',
    ];
  }),
];

/** The page. */
export const pairsPage = (): Generated => ({
  path: pairsPath,
  text: [...introduction(), ...pairs.map(row), '', ...allPages(), ...pairs.flatMap(section)].join('\n'),
});
