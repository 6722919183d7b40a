/** The page of the bounded worlds: what each proves, and what not. */
import { type Config, configs } from '../../model/configs/index.ts';

export const configurationsPath = 'docs/reference/configurations.md';

const grouped = new Intl.NumberFormat('en-US');

const nouns: Readonly<Record<keyof Config['budget'], readonly [string, string]>> = {
  electionTimeouts: ['election timeout', 'election timeouts'],
  heartbeatTimeouts: ['heartbeat timeout', 'heartbeat timeouts'],
  clientCommands: ['command', 'commands'],
  compactions: ['compaction', 'compactions'],
  crashes: ['crash', 'crashes'],
  duplicates: ['duplicate', 'duplicates'],
  drops: ['drop', 'drops'],
  corruptions: ['damaged chunk', 'damaged chunks'],
};

/** What may happen in a world, in words. */
export const boundsOf = ({ servers, budget, crashPoints, options }: Config): string => {
  const budgets = (Object.keys(nouns) as (keyof Config['budget'])[]).flatMap((kind) => {
    const count = budget[kind] ?? 0;
    return count === 0 ? [] : [`${count} ${nouns[kind][count === 1 ? 0 : 1]}`];
  });
  const cuts = crashPoints === 'everywhere' ? ['a crash after any single effect'] : [];
  const settings = Object.entries(options ?? {}).map(([name, value]) => `${name} ${value}`);
  return [`${servers.length} servers`, ...budgets, ...cuts, ...settings].join(', ');
};

const section = (config: Config): string => {
  const { name, title, start = [], proves, doesNot, symmetry, expected } = config;
  const up = symmetry ? ', up to the names of the servers' : '';
  const script = start.length === 0 ? ['From a cold start.'] : ['It begins after:', '', '```text', ...start, '```'];
  return [
    `## ${name}`,
    '',
    `${title}: ${boundsOf(config)}.`,
    '',
    ...script,
    '',
    `- **Proves:** ${proves}`,
    `- **Does not prove:** ${doesNot}`,
    `- **Worlds:** ${grouped.format(expected.distinct)} in ${expected.depth} levels${up}.`,
    '',
  ].join('\n');
};

export const renderConfigurations = (): string =>
  [
    '# The bounded worlds',
    '',
    'Generated from `model/configs`; `npm run fix` writes it again. `figure2 explore NAME` explores one of them to its end. Every',
    'world is checked by all safety properties, every local step by its contract and by the reference model;',
    '[what is checked](../concepts/model-checking.md) says what that means. Losing a message needs no budget: it may stay in flight',
    'for ever.',
    '',
    ...configs.map(section),
  ].join('\n');
