/** How a bounded world begins: its cluster, and what has happened before it is explored. */

import { ComponentStore } from '../../../src/check/explore/componentStore.ts';
import { privateInterner } from '../../../src/check/explore/interner.ts';
import { movesFrom } from '../../../src/check/explore/paths.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import type { Action } from '../../../src/trace/grammar.ts';
import type { Setting } from '../../../src/trace/recording.ts';
import { type Config, worldOf } from './config.ts';

/** The cluster of a config, for replaying what was found in it. */
export const settingOf = ({ servers, options, extensions }: Config): Setting => ({
  servers,
  options: { ...defaultOptions, ...options },
  ...(extensions && { extensions }),
});

/** What happens in a config before its exploration: all servers start, and then its script. */
export const startOf = (config: Config, protocol: Protocol = protocolWith(config.extensions)): readonly Action[] => {
  const world = worldOf(config, new ComponentStore(privateInterner), { protocol, symmetry: false });
  movesFrom(world, undefined);
  return world.startActions;
};
