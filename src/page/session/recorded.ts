/**
 * Rules that can't be in the page, such as a module of the user's: what they did is recorded where they run, and done again in
 * the page. Whatever they were not asked, the shipped rules answer.
 */

import { type Protocol, shippedProtocol } from '../../core/protocol.ts';
import type { Durable, Event, Server, Step } from '../../core/types.ts';

/** What a protocol answered: plain data. */
export interface Recorded {
  /** Where the rules come from, for people. */
  readonly name: string;
  readonly steps: readonly { readonly server: Server; readonly event: Event; readonly step: Step }[];
  readonly restarts: readonly { readonly storage: Durable; readonly server: Server }[];
}

/** The same protocol, and a list of what it answers from now on. A step that throws is not recorded. */
export const recordingProtocol = (name: string, protocol: Protocol): { protocol: Protocol; recorded: Recorded } => {
  const steps: Recorded['steps'][number][] = [];
  const restarts: Recorded['restarts'][number][] = [];
  return {
    recorded: { name, steps, restarts },
    protocol: {
      step: (server, event) => {
        const step = protocol.step(server, event);
        steps.push({ server, event, step });
        return step;
      },
      restart: (storage) => {
        const server = protocol.restart(storage);
        restarts.push({ storage, server });
        return server;
      },
    },
  };
};

/** What was recorded as a protocol, and whether a step is one of those that were recorded. */
export interface RecordedProtocol extends Protocol {
  readonly knows: (server: Server, event: Event) => boolean;
}

export const recordedProtocol = ({ steps, restarts }: Recorded): RecordedProtocol => {
  const stepOf = new Map(steps.map(({ server, event, step }) => [textOf(server, event), step]));
  const serverOf = new Map(restarts.map(({ storage, server }) => [textOf(storage), server]));
  return {
    step: (server, event) => stepOf.get(textOf(server, event)) ?? shippedProtocol.step(server, event),
    knows: (server, event) => stepOf.has(textOf(server, event)),
    restart: (storage) => serverOf.get(textOf(storage)) ?? shippedProtocol.restart(storage),
  };
};

/** Fields in one order, since what a file holds and what a step gives may have them in another. */
const textOf = (...values: readonly unknown[]): string => JSON.stringify(values, sortKeys);

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
