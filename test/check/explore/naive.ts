/** A breadth-first search as naive as can be, which the explorer is compared with: states are texts in a map. */
import type {
  Model,
  Property,
  StepProperty,
  Successors,
  TupleModel,
  Verdict,
} from '../../../src/check/explore/model.ts';

export interface NaiveReport {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /**
   * For each property how many steps away the nearest state is that decides it: that breaks it or, for `sometimes`, of which
   * it is true. undefined: there is none. Nothing is said of `eventually`.
   */
  readonly decidedAt: Readonly<Record<string, number | undefined>>;
}

/** Explores all of a model. Under symmetry a state stands for all its renamings: the least of them as text. */
export const naive = <State, Action>(
  model: Model<State, Action>,
  { symmetry = false }: { readonly symmetry?: boolean } = {},
): NaiveReport => {
  const seen = new Set<string>();
  const decidedAt: Record<string, number> = {};
  let generated = 0;
  let depth = 0;

  const visit = (state: State, into: State[]): void => {
    generated++;
    for (const property of model.properties ?? []) {
      if (property.kind !== 'step' && property.kind !== 'noDeadlock' && decides(property, state))
        decidedAt[property.name] ??= depth;
    }
    if (model.within?.(state) === false) return;
    const key = symmetry ? leastRenaming(model, state) : textOf(state);
    if (seen.has(key)) return;
    seen.add(key);
    into.push(state);
  };

  let level: State[] = [];
  for (const state of model.initialStates) visit(state, level);
  while (level.length > 0) {
    depth++;
    const next: State[] = [];
    for (const { before, action, after } of level.flatMap((state) => stepsFrom(model, state))) {
      for (const property of model.properties ?? []) {
        if (property.kind === 'step' && isBroken(property, before, action, after)) decidedAt[property.name] ??= depth;
      }
      visit(after, next);
    }
    level = next;
  }
  return { distinct: seen.size, generated, depth, decidedAt };
};

interface Step<State, Action> {
  readonly before: State;
  readonly action: Action;
  readonly after: State;
}

/** Every step that a model has from a state. */
export const stepsFrom = <State, Action>(
  { actions, next }: Model<State, Action>,
  before: State,
): readonly Step<State, Action>[] =>
  actions(before).flatMap((action) => successorsOf(next(before, action)).map((after) => ({ before, action, after })));

const successorsOf = <State>(outcome: State | Successors<State> | undefined): readonly State[] => {
  if (outcome === undefined) return [];
  return isChoice(outcome) ? outcome.anyOf : [outcome];
};

const isChoice = <State>(outcome: State | Successors<State>): outcome is Successors<State> =>
  typeof outcome === 'object' && outcome !== null && 'anyOf' in outcome;

const isTrue = (verdict: Verdict): boolean => (typeof verdict === 'boolean' ? verdict : verdict.ok);

const decides = <State>({ kind, holds }: Property<State>, state: State): boolean =>
  kind !== 'eventually' && isTrue(holds(state)) === (kind === 'sometimes');

const isBroken = <State, Action>(
  { holds }: StepProperty<State, Action>,
  ...[before, action, after]: readonly [State, Action, State]
): boolean => !isTrue(holds(before, action, after));

const leastRenaming = <State, Action>({ symmetry }: Model<State, Action>, state: State): string => {
  const renamed = Array.from({ length: symmetry?.renamings ?? 0 }, (_, renaming) => symmetry?.rename(state, renaming));
  return [state, ...renamed].map(textOf).reduce((least, text) => (text < least ? text : least));
};

/** A value as JSON, in which the order of fields does not count. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** A model of tuples as a model whose states are whole tuples. An action is the name of a rule and which outcome it has. */
export const asModel = ({
  rules,
  properties = [],
  ...rest
}: TupleModel): Model<readonly unknown[], readonly [rule: string, outcome: number]> => {
  const outcomesOf = (state: readonly unknown[], name: string): readonly (readonly unknown[])[] => {
    const rule = rules.find((other) => other.name === name);
    return (
      rule
        ?.step(...(rule.at.map((place) => state[place]) as never[]))
        .map((outcome) =>
          state.map((component, place) => (rule.at.includes(place) ? outcome[rule.at.indexOf(place)] : component)),
        ) ?? []
    );
  };
  return {
    name: rest.name,
    initialStates: rest.initialStates,
    actions: (state) =>
      rules.flatMap(({ name }) => outcomesOf(state, name).map((_, outcome) => [name, outcome] as const)),
    next: (state, [name, outcome]) => outcomesOf(state, name)[outcome],
    properties: properties.map((property) => {
      if (property.kind === 'noDeadlock') return property;
      const { name, kind, at, holds } = property;
      return {
        name,
        kind,
        holds: (state: readonly unknown[]) => {
          const verdicts = at.map((places) => isTrue(holds(...(places.map((place) => state[place]) as never[]))));
          return kind === 'sometimes' ? verdicts.some(Boolean) : verdicts.every(Boolean);
        },
      };
    }),
    fairness: (rest.fairness ?? []).map((kind) => ({ ...kind, includes: ([name]) => kind.includes(name) })),
  };
};
