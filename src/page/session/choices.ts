/** What can be done now. */

import { type Protocol, timersIn } from '../../core/protocol.ts';
import type { Effect, Event, Message, ServerId, TimerName } from '../../core/types.ts';
import type { Frame } from './frame.ts';
import type { Move } from './move.ts';

/** A move with what it is called, such as `Election timeout`. */
export interface Choice {
  readonly name: string;
  readonly move: Move;
}

/** What can happen to a server of its own accord. Commands and snapshots have something in them, and are made elsewhere. */
export const choicesAt = ({ nodes }: Frame, id: ServerId, protocol: Protocol): readonly Choice[] => {
  const server = nodes[id]?.server;
  if (!server) return [{ name: 'Restart', move: { type: 'restart', id } }];
  return [
    ...timersIn(protocol, server.role).map(
      (timer): Choice => ({ name: nameOf(timer), move: { type: 'event', id, event: { type: 'timeout', timer } } }),
    ),
    { name: 'Crash', move: { type: 'crash', id } },
  ];
};

const nameOf = (timer: TimerName): string => `${timer.charAt(0).toUpperCase()}${timer.slice(1)} timeout`;

/** What can happen to a message in flight. */
export const choicesOf = ({ nodes }: Frame, message: Message): readonly Choice[] => [
  ...(nodes[message.to]?.server ? [{ name: 'Deliver', move: { type: 'deliver', message } } as const] : []),
  { name: 'Lose', move: { type: 'lose', message } },
  { name: 'Duplicate', move: { type: 'copy', message } },
  { name: 'Delay', move: { type: 'delay', message, byMs: 50 } },
  ...(message.type === 'InstallSnapshot' && nodes[message.to]?.server
    ? [{ name: 'Corrupt', move: { type: 'deliver', message, corrupted: true } } as const]
    : []),
];

/** The effects that a move would have, for cutting it short by a crash; empty where no server would take a step. */
export const effectsOf = ({ nodes }: Frame, move: Move, protocol: Protocol): readonly Effect[] => {
  const id = move.type === 'deliver' ? move.message.to : move.type === 'event' ? move.id : undefined;
  const event: Event | undefined =
    move.type === 'deliver' ? move.message : move.type === 'event' ? move.event : undefined;
  const server = id === undefined ? undefined : nodes[id]?.server;
  return server && event ? protocol.step(server, event).effects : [];
};
