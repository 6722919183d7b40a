/** The torture run of a seed, made again: alone in its file, since a page in a browser needs no other engine. */
import type { Protocol } from '../../src/core/protocol.ts';
import { runTorture } from '../runs/torture/index.ts';
import type { Discovery } from './cut.ts';

/** Undefined: it violates nothing. */
export const inTorture = (seed: number, protocol: Protocol): Discovery | undefined => {
  const lines: string[] = [];
  const { violation, settings } = runTorture({ seed, protocol, trace: (line) => lines.push(line) });
  const { servers, options, snapshotLength } = settings;
  const setting = { servers, options, snapshotLength };
  return violation && { violation, setting, foundBy: { engine: 'torture', seed }, run: { lines }, protocol };
};
