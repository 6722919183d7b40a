/**
 * How the effects of a step are executed: one handler for each kind of effect, whatever the server runs on.
 *
 * A cluster in memory, a node of a bounded world and a node on real disks differ only in their handlers. What a handler is
 * given to work on, and what it gives back, is its own affair: nothing where it changes what it is given, a new value where
 * nothing may change, something to wait for where a disk has to be written.
 */
import type { Protocol } from '../core/protocol.ts';
import type { Durable, Effect, Event, LocalEvent, Server } from '../core/types.ts';
import type { Observation } from '../trace/observation.ts';
import { expectStep } from './given.ts';

/** A handler for each kind of effect. It gets what the server belongs to, and the effect. */
export type Executor<Node, Result = void> = {
  readonly [Type in Effect['type']]: (node: Node, effect: Extract<Effect, { readonly type: Type }>) => Result;
};

/**
 * Executes one effect.
 *
 * @returns What the handler gives back; undefined: there is none for it, since it is of no concern here.
 */
export const execute = <Node, Result>(
  node: Node,
  effect: Effect,
  executor: Partial<Executor<Node, Result>>,
): Result | undefined => {
  const handler = executor[effect.type] as ((node: Node, effect: Effect) => Result) | undefined;
  return handler?.(node, effect);
};

/** After how many of a step's effects the server crashes. */
export type CrashPoint = number | ((effects: readonly Effect[]) => number);

/** A server with its disk. */
export interface Running {
  /** null: down. */
  readonly server: Server | null;
  readonly disk: Durable;
}

/** An event for a server that is up. */
export interface Turn {
  readonly event: Event;
  readonly protocol: Protocol;
  /**
   * The server crashes when so many effects have been executed, or at the end if there are fewer. The number may be chosen in
   * view of the effects.
   */
  readonly crashAfter?: CrashPoint | undefined;
}

const nothing: readonly LocalEvent[] = [];

/** What a server has to be told once the writes of its step are done. */
const owedAfter = ({ afterWrite }: Protocol, server: Server, effects: readonly Effect[]): readonly LocalEvent[] =>
  afterWrite === undefined
    ? nothing
    : effects.flatMap((effect) => (effect.type === 'persist' ? afterWrite(server, effect) : nothing));

/**
 * A server takes a step, and its effects are executed from left to right (ST-8), by a function that gives back the node that
 * the next effect is for.
 *
 * @returns The node as the last effect left it, what was seen, and what the server has to be told now that its writes are done, if
 * it has not crashed. What the server is now, is up to the caller.
 * @throws Error when the server is down, or when the protocol gives what is no step; and whatever it throws.
 */
export const takeStep = <Node extends Running>(
  node: Node,
  { event, protocol, crashAfter }: Turn,
  executeOn: (node: Node, effect: Effect) => Node,
): { readonly node: Node; readonly observation: Observation; readonly owed: readonly LocalEvent[] } => {
  const { server: before, disk: diskBefore } = node;
  const { id } = diskBefore;
  if (before === null) throw new Error(`${id} is down and can't handle ${event.type}`);
  const given = protocol.step(before, event);
  expectStep(given, before, event);
  const { server: after, effects, fired } = given;
  const point = typeof crashAfter === 'function' ? crashAfter(effects) : (crashAfter ?? effects.length);
  const executed = Math.min(point, effects.length);
  let reached = node;
  let left = executed;
  for (const effect of effects) if (left-- > 0) reached = executeOn(reached, effect);
  const { disk } = reached;
  const crashed = crashAfter !== undefined;
  return {
    node: reached,
    owed: crashed ? nothing : owedAfter(protocol, after, effects),
    observation: { id, event, before, after, effects, fired, diskBefore, disk, executed, crashed },
  };
};
