/** The page of the bounded worlds: what holds in each, and what lies beyond it. */
import { type Config, configs, extensionConfigs, isGeneral } from '../../model/worlds/configs/index.ts';
import { directed } from '../../model/worlds/directed/index.ts';
import { furtherConfigs } from '../../model/worlds/further/index.ts';

export const configurationsPath = 'docs/reference/configurations.md';

const grouped = new Intl.NumberFormat('en-US');

const nouns: Readonly<Record<keyof Config['budget'], string>> = {
  electionTimeouts: 'election timeout',
  heartbeatTimeouts: 'heartbeat timeout',
  quorumTimeouts: 'quorum timeout',
  leaseTimeouts: 'lease timeout',
  transferTimeouts: 'transfer timeout',
  clientCommands: 'client command',
  clientBatches: 'client batch',
  reads: 'read',
  transfers: 'request of a transfer',
  changes: 'request of other members',
  compactions: 'compaction',
  crashes: 'crash',
  duplicates: 'duplicate',
  losses: 'loss',
  corruptions: 'corruption',
};

const plural = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : /(?:[cs]h|ss)$/.test(noun) ? 'es' : 's'}`;

/** What may happen, and how often: `3 servers, 2 election timeouts, 1 crash between steps`. */
export const boundsOf = (config: Config): string => {
  const { servers, budget, crashPoints, start, symmetry, options, asksWrongly, extensions = [] } = config;
  return [
    ...extensions.map((page) => `with ${page}`),
    plural(servers.length, 'server'),
    ...(Object.keys(nouns) as (keyof Config['budget'])[]).flatMap((kind) => {
      const number = budget[kind] ?? 0;
      if (number === 0) return [];
      if (kind !== 'crashes') return [plural(number, nouns[kind])];
      return [`${plural(number, nouns[kind])} ${crashPoints === 'everywhere' ? 'after any effect' : 'between steps'}`];
    }),
    ...(options?.maxEntriesPerAppend === undefined ? [] : [`batches of ${options.maxEntriesPerAppend}`]),
    ...(options?.maxInFlightEntries === undefined ? [] : [`${options.maxInFlightEntries} in flight`]),
    ...(options?.snapshotChunkLength === undefined ? [] : [`snapshot chunks of ${options.snapshotChunkLength}`]),
    ...(start ? ['from a scripted initial state'] : []),
    ...(asksWrongly ? ['compactions that must be refused'] : []),
    ...(symmetry ? ['modulo server renaming'] : []),
  ].join(', ');
};

/** For what a world was made: clauses, or defects by their ids; nothing: it is general. */
export const purposeOf = ({ madeFor }: Config): string => {
  if (!madeFor) return '';
  return ('defects' in madeFor ? madeFor.defects : madeFor.clauses).join(', ');
};

const section = (config: Config): string => {
  const { name, title, start = [], proves, doesNot, expected } = config;
  const script = start.length === 0 ? ['From a cold start.'] : ['It begins after:', '', '```text', ...start, '```'];
  return [
    `## ${name}`,
    '',
    `${title}: ${boundsOf(config)}.`,
    '',
    ...script,
    '',
    `- **Holds:** ${proves}`,
    `- **Beyond it:** ${doesNot}`,
    `- **States:** ${grouped.format(expected.distinct)} in ${expected.depth} levels.`,
    `- **Made for:** ${isGeneral(config) ? 'nothing in particular: a general world.' : purposeOf(config)}`,
    '',
  ].join('\n');
};

export const renderConfigurations = (): string =>
  [
    '# The bounded worlds',
    '',
    'Generated from `model/worlds/configs`; `npm run fix` writes it again. `figure2 explore NAME` explores one of them exhaustively. Every',
    'state is checked by all safety properties, every local step by its contract and by the reference model;',
    '[what is checked](../concepts/model-checking.md) says what that means. Losing a message needs no budget: it may stay in flight',
    'for ever, so that a world says nothing of what will happen, only of what will not. Exploring one is no proof of Raft: it is every',
    'case within its bounds. Worlds with a cold start are general: they were made for no defect. The others have a scripted initial state, written',
    'for clauses or defects, which they name; the [kill matrix](kill-matrix.md) says how the general ones score alone.',
    '',
    ...configs.map(section),
    '# Worlds with optional pages',
    '',
    'In each of them its page is woven in. Without a page the worlds above are what they are, to the last state. Every two pages have a',
    'small world of their own beside these: [pairs of pages](pairs.md).',
    '',
    ...extensionConfigs.map(section),
    '# Worlds that are directed at defects',
    '',
    'They begin a few steps before the place where a rare defect can show, for the [kill matrix](kill-matrix.md). In them as in the',
    'others the shipped protocol violates nothing.',
    '',
    ...directed.map(section),
    '# Worlds of few servers, and with compactions that must be refused',
    '',
    'In these only the search for [what carries safety](../concepts/what-carries-safety.md) looks: for the fewest servers that a violation takes, and',
    'for defects that show when a driver asks a server to compact what is compacted already, or not applied.',
    '',
    ...furtherConfigs.map(section),
  ].join('\n');
