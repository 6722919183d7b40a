/** The configurations of figure2, in words. */
import {
  type Config,
  configs,
  extensionConfigs,
  generalConfigs,
  isGeneral,
  togetherConfigs,
} from '../../../model/worlds/configs/index.ts';
import { directed } from '../../../model/worlds/directed/index.ts';
import { furtherConfigs } from '../../../model/worlds/further/index.ts';
import { boundsOf, purposeOf } from '../../docgen/configurations.ts';
import { UsageError } from '../../host/errors.ts';
import { colors } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { count } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';

const all: readonly Config[] = [...configs, ...extensionConfigs, ...togetherConfigs, ...directed, ...furtherConfigs];

/** @throws UsageError when there is none of this name. */
export const findConfig = (name: string): Config => {
  const config = all.find((known) => known.name === name);
  if (config) return config;
  const names = all.map((known) => known.name).join(', ');
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
      [
        ...sectionOf('general: from a cold start, made for no defect', generalConfigs),
        ...sectionOf('begun by a script that was written for a clause', begun),
        ...sectionOf('with optional pages', extensionConfigs),
        ...sectionOf('of two optional pages, and of all', togetherConfigs),
        ...sectionOf('directed at defects', directed),
        ...sectionOf('of one and two servers, and with compactions that must be refused', furtherConfigs),
      ],
    ),
    '\nWorlds are different ones, levels how far they are explored until no new one is found.',
    'Explore one: figure2 explore elections',
  ].join('\n');

/** Those of the configurations that are not general. */
const begun = configs.filter((config) => !isGeneral(config));

const sectionOf = (title: string, of: readonly Config[]): string[][] => [
  ['', '', '', ''],
  [colors.bold(title), '', '', ''],
  ...of.flatMap(rowsOf),
];

const rowsOf = (config: Config): string[][] => [
  [config.name, config.title, count(config.expected.distinct), String(config.expected.depth)],
  ['', colors.dim(boundsOf(config)), '', ''],
  ...(isGeneral(config) ? [] : [['', colors.dim(`made for ${purposeOf(config)}`), '', '']]),
];

/** The same as a document. */
export const listDocument = () => ({
  configs: all.map((config) => ({
    name: config.name,
    title: config.title,
    servers: config.servers.length,
    bounds: boundsOf(config),
    budget: config.budget,
    symmetry: config.symmetry ?? false,
    general: isGeneral(config),
    madeFor: config.madeFor ?? null,
    checked: config.proves,
    notChecked: config.doesNot,
    expected: config.expected,
  })),
});
