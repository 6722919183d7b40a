/** The configurations of figure2, in words. */
import { type Config, configOf, configs } from '../../../model/configs/index.ts';
import type { Budget } from '../../../model/world/budget.ts';
import { printable } from '../../docgen/trace/words.ts';
import { UsageError } from '../support/errors.ts';
import { colors } from '../support/output.ts';
import { table } from '../support/table.ts';
import { count, plural } from '../support/words.ts';

/** @throws UsageError when there is none of this name. */
export const findConfig = (name: string): Config => {
  const config = configOf(name);
  if (config) return config;
  const names = configs.map((known) => known.name).join(', ');
  throw new UsageError(
    `there is no configuration ${printable(name)}; --list shows what there is: ${names}; or give the path of a model of your own, such as ./my-model.ts`,
  );
};

/** Each configuration with its bounds and what is known of it. */
export const listText = (): string =>
  [
    table(
      [
        { title: colors.bold('name') },
        { title: colors.bold('what') },
        { title: colors.bold('worlds'), align: 'right' },
        { title: colors.bold('levels'), align: 'right' },
      ],
      configs.flatMap((config) => [
        [config.name, config.title, count(config.expected.distinct), String(config.expected.depth)],
        ['', colors.dim(boundsOf(config)), '', ''],
      ]),
    ),
    '\nWorlds are different ones, levels how far they are explored until no new one is found.',
    'Explore one: figure2 explore elections',
  ].join('\n');

/** The same as a document. */
export const listDocument = () => ({
  configs: configs.map((config) => ({
    name: config.name,
    title: config.title,
    servers: config.servers.length,
    bounds: boundsOf(config),
    budget: config.budget,
    symmetry: config.symmetry ?? false,
    proves: config.proves,
    doesNot: config.doesNot,
    expected: config.expected,
  })),
});

const nouns: Readonly<Record<keyof Budget, string>> = {
  electionTimeouts: 'election timeout',
  heartbeatTimeouts: 'heartbeat timeout',
  clientCommands: 'client command',
  compactions: 'compaction',
  crashes: 'crash',
  duplicates: 'duplicate',
  drops: 'drop',
  corruptions: 'corruption',
};

/** What may happen, and how often: `3 servers, 2 election timeouts, 1 crash between steps`. */
export const boundsOf = ({ servers, budget, crashPoints, start, symmetry, options }: Config): string =>
  [
    plural(servers.length, 'server'),
    ...(Object.keys(nouns) as (keyof Budget)[]).flatMap((name) => {
      const number = budget[name] ?? 0;
      if (number === 0) return [];
      if (name !== 'crashes') return [plural(number, nouns[name])];
      const where = crashPoints === 'everywhere' ? 'after any effect' : 'between steps';
      return [`${number === 1 ? '1 crash' : `${count(number)} crashes`} ${where}`];
    }),
    ...(options?.maxEntriesPerAppend === undefined ? [] : [`batches of ${options.maxEntriesPerAppend}`]),
    ...(options?.snapshotChunkLength === undefined ? [] : [`snapshot chunks of ${options.snapshotChunkLength}`]),
    ...(start ? ['from a prepared start'] : []),
    ...(symmetry ? ['renamings as one'] : []),
  ].join(', ');
