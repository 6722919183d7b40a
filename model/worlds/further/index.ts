/** Worlds in which only the search for what carries safety looks: those of one and two servers, and those made for defects of compaction. */
import type { Config } from '../configs/config.ts';
import { compactions } from './compactions.ts';
import { small } from './small.ts';

export { small } from './small.ts';

export const furtherConfigs: readonly Config[] = [...small, ...compactions];
