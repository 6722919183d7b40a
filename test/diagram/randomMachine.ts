/** Machines by chance: compound states, regions and histories within each other, and transitions from anywhere to anywhere. */
import { type AnyStateMachine, createMachine } from 'xstate';
import type { Random } from '../../src/sim/random.ts';

interface Drawn {
  readonly id: string;
  readonly [field: string]: unknown;
}

const DEPTH = 4;
export const EVENTS = ['A', 'B', 'C', 'D'];

/** All that is known while a machine is drawn: how many states there are by now. */
interface Drawing {
  readonly random: Random;
  readonly ids: string[];
}

const drawState = (drawing: Drawing, depth: number): Drawn => {
  const { random, ids } = drawing;
  const id = `s${ids.length}`;
  ids.push(id);
  const own = { id, entry: [`in ${id}`], exit: [`out of ${id}`] };
  const kind = depth >= DEPTH ? 0 : random.between(0, 9);
  if (depth > 0 && kind < 4) return own;
  const isParallel = kind >= 7;
  const inside = Array.from({ length: random.between(2, 3) }, () => drawState(drawing, depth + 1));
  const states = Object.fromEntries(inside.map((one) => [one.id, one]));
  const shape = isParallel ? { type: 'parallel' } : { initial: random.pick(inside).id };
  if (!random.chance(0.3)) return { ...own, ...shape, states };
  const history = `s${ids.length}`;
  ids.push(history);
  const remembers = { type: 'history', id: history, history: random.pick(['deep', 'shallow']) };
  return { ...own, ...shape, states: { ...states, [history]: remembers } };
};

/** The same state, with ways out of it and out of all that is inside. */
const withTransitions = ({ random, ids }: Drawing, state: Drawn): Drawn => {
  if (state['type'] === 'history') return state;
  const on = Object.fromEntries(
    EVENTS.filter(() => random.chance(0.45)).map((event) => [
      event,
      transitionOf({ random, ids }, `${state.id} ${event}`),
    ]),
  );
  const inner = state['states'] as Readonly<Record<string, Drawn>> | undefined;
  if (!inner) return { ...state, on };
  const states = Object.fromEntries(
    Object.entries(inner).map(([name, one]) => [name, withTransitions({ random, ids }, one)]),
  );
  return { ...state, on, states };
};

const transitionOf = ({ random, ids }: Drawing, words: string): object => {
  const actions = [words];
  if (random.chance(0.1)) return { actions };
  const target = `#${random.pick(ids.slice(1))}`;
  return random.chance(0.3) ? { target, actions, reenter: true } : { target, actions };
};

/** A machine of a source of chance. Each action says by its name what is done. */
export const randomMachine = (random: Random): AnyStateMachine => {
  const drawing = { random, ids: [] };
  const root = drawState(drawing, 0);
  return createMachine(withTransitions(drawing, root) as Parameters<typeof createMachine>[0]);
};
