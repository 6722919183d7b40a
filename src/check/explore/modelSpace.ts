import { canonicalText } from './canonical.ts';
import type { Kit } from './kit.ts';
import type { Model, Property, StepProperty, Successors, Verdict } from './model.ts';
import { isTrue, NotSymmetric, reasonOf, type Space } from './space.ts';

const isSeveral = <State>(next: State | Successors<State> | undefined): next is Successors<State> =>
  typeof next === 'object' && next !== null && 'anyOf' in next && Array.isArray(next.anyOf);

/** What an action may lead to. */
export const statesAfter = <State, Action>(
  model: Model<State, Action>,
  state: State,
  action: Action,
): readonly State[] => {
  const next = model.next(state, action);
  if (next === undefined) return [];
  return isSeveral(next) ? next.anyOf : [next];
};

/** A model as a space: one component, the whole state. */
export const modelSpace = <State, Action>(model: Model<State, Action>, kit: Kit, wantsSymmetry: boolean): Space => {
  const states = kit.component<State>('state');
  const actions = kit.component<Action>('action');
  const all = model.properties ?? [];
  const steps = [...all.entries()].filter(
    (entry): entry is [number, StepProperty<State, Action>] => entry[1].kind === 'step',
  );
  const symmetry = wantsSymmetry && model.symmetry ? model.symmetry : undefined;
  const orbits = new Map<number, number>();
  let expanded = 0;
  const stateAt = (rows: Int32Array, at: number): State => states.valueOf(rows[at] as number);
  const propertyAt = (property: number) => all[property] as Property<State>;

  /** The state whose text comes first among all renamings. */
  const representative = (number: number): number => {
    const known = orbits.get(number);
    if (known !== undefined || !symmetry) return known ?? number;
    const state = states.valueOf(number);
    let first = number;
    let firstText = states.textOf(number);
    for (let renaming = 0; renaming < symmetry.renamings; renaming++) {
      const renamed = symmetry.rename(state, renaming);
      const text = canonicalText(renamed);
      if (text >= firstText) continue;
      first = states.numberOf(renamed);
      firstText = text;
    }
    orbits.set(number, first);
    return first;
  };

  const orbitsAfter = (state: State): string => {
    const after = model.actions(state).flatMap((action) => statesAfter(model, state, action));
    return [...new Set(after.map((next) => representative(states.numberOf(next))))].sort().join(' ');
  };

  return {
    name: model.name,
    width: 1,
    symmetry: 1 + (symmetry?.renamings ?? 0),
    properties: all.map(({ name, kind }) => ({ name, kind })),
    fairness: model.fairness ?? [],
    begin: (sink) => {
      for (const state of model.initialStates) {
        sink.row[0] = states.numberOf(state);
        sink.accept(0);
      }
    },
    expand: (rows, at, sink) => {
      expanded++;
      const state = stateAt(rows, at);
      for (const action of model.actions(state)) {
        const after = statesAfter(model, state, action);
        if (after.length === 0) continue;
        const number = actions.numberOf(action);
        for (const next of after) {
          sink.row[0] = states.numberOf(next);
          for (const [property, { holds }] of steps) {
            const verdict = holds(state, action, next);
            if (!isTrue(verdict)) sink.broken(property, reasonOf(verdict) ?? 'the step does not satisfy it');
          }
          sink.accept(number);
        }
      }
    },
    canonicalize: (row) => {
      row[0] = representative(row[0] as number);
    },
    checkSymmetry: (rows, at, sample) => {
      if (!symmetry) return;
      const state = stateAt(rows, at);
      const renamed = symmetry.rename(state, sample % symmetry.renamings);
      const because = brokenSymmetry(state, renamed);
      if (because) throw new NotSymmetric(`${because}: ${canonicalText(state)} and ${canonicalText(renamed)}`);
    },
    isWithin: (row, at) => model.within === undefined || model.within(states.valueOf(row[at] as number)),
    judge: (property, rows, at) => propertyAt(property).holds(stateAt(rows, at)),
    isAsked: (property, rows, at, isInitial) => propertyAt(property).whenever?.(stateAt(rows, at)) ?? isInitial,
    isFair: (fairness, action) => model.fairness?.[fairness]?.includes(actions.valueOf(action)) ?? false,
    stateOf: (rows, at) => stateAt(rows, at),
    actionText: (action) => (model.describe ?? canonicalText)(actions.valueOf(action)),
    localSteps: () => expanded,
    bytes: () => kit.bytes,
  };

  /** What a state and its renaming should have in common, and do not. */
  function brokenSymmetry(state: State, renamed: State): string | undefined {
    if (representative(states.numberOf(renamed)) !== representative(states.numberOf(state))) {
      return 'the renamings are no group, two states that are renamings of each other';
    }
    const verdictOf = (property: Property<State> | StepProperty<State, Action>, of: State): boolean =>
      property.kind === 'step' || isTrue((property.holds as (state: State) => Verdict)(of));
    const partial = all.find((property) => verdictOf(property, state) !== verdictOf(property, renamed));
    if (partial) return `${partial.name} tells renamings of each other apart`;
    if (orbitsAfter(state) !== orbitsAfter(renamed)) return 'renamings of each other have different successors';
    return undefined;
  }
};
