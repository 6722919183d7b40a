/**
 * Every local event that a trace may speak of: those of the paper and those of the optional pages, whichever of these are woven
 * into a protocol. A page adds its rows here, in one line.
 */
import { type EventField, eventFieldsOf, figureEvents, type LocalEventRow, type LocalEventRows } from '../events.ts';
import type { LocalEvent, LocalEventType } from '../types.ts';
import { clientBatchesEvents } from './clientBatches.ts';
import { leadershipTransferEvents } from './leadershipTransfer.ts';
import { membershipEvents } from './membership.ts';
import { parallelWriteEvents } from './parallelWrite.ts';
import { readIndexEvents } from './readIndex.ts';

export const localEvents: LocalEventRows = {
  ...figureEvents,
  ...clientBatchesEvents,
  ...parallelWriteEvents,
  ...readIndexEvents,
  ...leadershipTransferEvents,
  ...membershipEvents,
};

/** All types of local events, in the order of the table. */
export const localEventTypes = Object.keys(localEvents) as readonly LocalEventType[];

/** The row of a local event: it is of those events, which the compiler can't see. */
export const eventRowOf = ({ type }: LocalEvent): LocalEventRow<LocalEvent> =>
  localEvents[type] as LocalEventRow<LocalEvent>;

/** By type, the fields in the order in which they are written. */
export const fieldsOfEvents = Object.fromEntries(
  localEventTypes.map((type) => [type, eventFieldsOf(localEvents[type])]),
) as Readonly<Record<LocalEventType, readonly EventField[]>>;

/** What clients ask for by this event, in their order; empty: it is no client's. */
export const commandsIn = (event: LocalEvent): readonly string[] =>
  fieldsOfEvents[event.type].flatMap(({ name, kind }) => {
    const value: unknown = event[name as keyof LocalEvent];
    if (kind === 'command') return [value as string];
    return kind === 'commands' ? (value as readonly string[]) : [];
  });

/** The event with other commands, each changed by itself. */
export const withCommands = <E extends LocalEvent>(event: E, change: (command: string) => string): E => {
  const changed = fieldsOfEvents[event.type].flatMap(({ name, kind }) => {
    const value: unknown = event[name as keyof E];
    if (kind === 'command') return [[name, change(value as string)]];
    return kind === 'commands' ? [[name, (value as readonly string[]).map(change)]] : [];
  });
  return changed.length === 0 ? event : { ...event, ...(Object.fromEntries(changed) as Partial<E>) };
};
