/**
 * A disk that is late. The page lets a driver say "at once, or later" that a write of a leader is done, and the drivers of the
 * experiments write at once. Here the entries of a leader are on its disk when it is told so, and not before.
 */
import { writtenIndexOf } from '../../../../../src/core/extensions/parallelWrite.ts';
import { entriesBetween } from '../../../../../src/core/log.ts';
import type { Protocol } from '../../../../../src/core/protocol.ts';
import type { StepFunction } from '../../../../../src/core/step.ts';
import type { Effect, Event, Index, Server } from '../../../../../src/core/types.ts';
import type { WovenMutant } from '../../../../mutants/mutant.ts';

/** The protocol of the page on such disks. A disk writes in order: what a server writes next comes after the entries that it waits for. */
export const onLateDisk = <P extends Protocol>(protocol: P): P => ({ ...protocol, step: late(protocol.step) });

/** The same defect on such disks, as another one. */
export const lateMutant = (id: string, { protocol, ...about }: WovenMutant): WovenMutant => ({
  ...about,
  id,
  title: `${about.title}, on a disk that is late`,
  protocol: onLateDisk(protocol),
});

const late =
  (step: StepFunction): StepFunction =>
  (server, event) => {
    const stepped = step(server, event);
    if (server.role !== 'leader') return stepped;
    const { effects } = stepped;
    return {
      ...stepped,
      effects: isCommand(event) ? effects.filter(isNoWrite) : [...dueBy(server, event, effects), ...effects],
    };
  };

const isCommand = ({ type }: Event): boolean => type === 'clientCommand' || type === 'clientCommands';

const isNoWrite = ({ type }: Effect): boolean => type !== 'persist';

/** What is written by now of the entries that the leader waits for. */
const dueBy = (server: Server, event: Event, effects: readonly Effect[]): readonly Effect[] => {
  const known = writtenIndexOf(server);
  if (known === null) return [];
  const { log } = server;
  const last: Index = effects.every(isNoWrite) ? toldBy(server, event) : log.lastIndex;
  const entries = entriesBetween(log, known + 1, Math.min(last, log.lastIndex));
  return entries.length === 0 ? [] : [{ type: 'persist', append: { firstIndex: known + 1, entries } }];
};

/** Up to where an event says that the log is written; 0: it does not. */
const toldBy = ({ currentTerm }: Server, event: Event): Index =>
  event.type === 'written' && event.term === currentTerm ? event.index : 0;
