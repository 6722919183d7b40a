/** A correct step of the shipped core, and ways to spoil it. */
import { brokenClause, type ContractProblem } from '../../../../model/oracle/contracts/index.ts';
import { durable } from '../../../../src/core/server.ts';
import { step } from '../../../../src/core/step.ts';
import type { Effect, Event, Server, Step } from '../../../../src/core/types.ts';
import type { Observation } from '../../../../src/trace/observation.ts';
import { kindOf } from '../../../core/arrange.ts';

export type Alteration = (step: Step) => Step;

/** A whole step as it is observed, with what it left on the disk. */
export const observed = (before: Server, event: Event, { server: after, effects, fired }: Step): Observation => ({
  id: before.id,
  event,
  before,
  after,
  effects,
  fired,
  diskBefore: durable(before),
  disk: durable(after),
  executed: effects.length,
  crashed: false,
});

/** The clause that the contract says was broken by the step of this server, after it was altered. */
export const problemOf = (
  before: Server,
  event: Event,
  alter: Alteration = (same) => same,
): ContractProblem | undefined => brokenClause(observed(before, event, alter(step(before, event))));

/** All of these, from left to right. */
export const both =
  (...alterations: readonly Alteration[]): Alteration =>
  (given) =>
    alterations.reduce((altered, alter) => alter(altered), given);

export const server =
  (changes: Partial<Server> | ((server: Server) => Partial<Server>)): Alteration =>
  (given) => ({
    ...given,
    server: { ...given.server, ...(typeof changes === 'function' ? changes(given.server) : changes) },
  });

export const effects =
  (change: (effects: readonly Effect[]) => readonly Effect[]): Alteration =>
  (given) => ({ ...given, effects: change(given.effects) });

/** Leaves out the effects of a kind, such as `persist` or `armTimer election`. */
export const lacks = (kind: string): Alteration => effects((all) => all.filter((effect) => kindOf(effect) !== kind));

/** Adds effects at the end. */
export const adds = (...more: readonly Effect[]): Alteration => effects((all) => [...all, ...more]);

/** Changes fields of every message that is sent, or of those to one server. */
export const message = (changes: Partial<Record<string, unknown>>, to?: string): Alteration =>
  effects((all) =>
    all.map((effect) =>
      effect.type === 'send' && (to === undefined || effect.message.to === to)
        ? { ...effect, message: { ...effect.message, ...changes } }
        : effect,
    ),
  );

/** Loses the messages to one server. */
export const lacksMessageTo = (to: string): Alteration =>
  effects((all) => all.filter((effect) => effect.type !== 'send' || effect.message.to !== to));

/** Nothing happens at all. */
export const ignores =
  (before: Server): Alteration =>
  () => ({ server: before, effects: [], fired: [] });
