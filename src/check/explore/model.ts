/**
 * What the explorer explores. A model is a transition system with properties: it says where things may begin, what may happen,
 * and what has to be true. The explorer knows nothing else about it.
 *
 * States and actions are JSON values: objects, arrays, strings, numbers, booleans and null. Two states are the same if they
 * are equal as JSON, whatever the order of their fields. A model gets them back with their fields in alphabetical order, so that
 * parts of states are to be compared by their values and not by `JSON.stringify`.
 */

/** What a property finds in a state: whether it holds, or why it does not. */
export type Verdict =
  | boolean
  | {
      /** It holds. */
      readonly ok: true;
    }
  | {
      /** It does not hold. */
      readonly ok: false;
      /** Why not, in a sentence that the report shows. */
      readonly because: string;
    };

/** True of every state (`always`), of some state (`sometimes`), or sooner or later on every fair run (`eventually`). */
export type PropertyKind = 'always' | 'sometimes' | 'eventually';

/** A property of states. */
export interface Property<State> {
  /** Unique in the model. */
  readonly name: string;
  /** Of which states it has to be true. */
  readonly kind: PropertyKind;
  /** Pure: the same state, the same verdict. */
  readonly holds: (state: State) => Verdict;
  /**
   * Only for `eventually`: the property is asked for from the states on of which this is true ("leads to"). Left out: from
   * the initial states on.
   */
  readonly whenever?: (state: State) => boolean;
}

/**
 * Every state has a way on: some action is possible in it. A step that leads back to the same state is a way on, and so is one
 * out of the bound of `within`.
 */
export interface NoDeadlock<State> {
  /** Unique in the model. */
  readonly name: string;
  /** A property of what is possible. */
  readonly kind: 'noDeadlock';
  /** Pure. Where it is true, it is right that nothing more can happen. Left out: nowhere. */
  readonly unless?: (state: State) => boolean;
}

/** A property of steps: true of every step from a state to its successor. */
export interface StepProperty<State, Action> {
  /** Unique in the model. */
  readonly name: string;
  /** A property of steps. */
  readonly kind: 'step';
  /** Pure. It is asked once for each different step. */
  readonly holds: (before: State, action: Action, after: State) => Verdict;
}

/**
 * What a fair run does not put off for ever. `weak`: an action of this kind that stays possible is taken some time; `strong`:
 * one that becomes possible again and again is.
 */
export interface Fairness<Action> {
  /** What a report calls it. */
  readonly name: string;
  /** When such an action must be taken some time. */
  readonly strength: 'weak' | 'strong';
  /** Is the action of this kind? */
  readonly includes: (action: Action) => boolean;
}

/** States that differ only by a renaming count as one. */
export interface Symmetry<State> {
  /** How many renamings there are beside the identity. Together with the identity they must be a group. */
  readonly renamings: number;
  /** The state under a renaming, `0 <= renaming < renamings`. */
  readonly rename: (state: State, renaming: number) => State;
}

/** A transition system. All functions are pure. */
export interface Model<State, Action> {
  /** What a report calls it. */
  readonly name: string;
  /** Where a run may begin: at least one state that is `within`. */
  readonly initialStates: readonly State[];
  /** What may happen in a state. */
  readonly actions: (state: State) => readonly Action[];
  /** The state after an action; several, if the action leaves that open; undefined: the action is not possible after all. */
  readonly next: (state: State, action: Action) => State | Successors<State> | undefined;
  /** What must be true. Left out: the states are only counted. */
  readonly properties?: readonly AnyProperty<State, Action>[];
  /** What no run puts off for ever; only `eventually` asks for it. */
  readonly fairness?: readonly Fairness<Action>[];
  /** A state outside is generated and checked, but neither counted nor explored further. Left out: every state is inside. */
  readonly within?: (state: State) => boolean;
  /** Which states count as one. Left out: equal ones. */
  readonly symmetry?: Symmetry<State>;
  /** An action in words. Left out: its JSON. */
  readonly describe?: (action: Action) => string;
}

/** A property of a plain model. */
export type AnyProperty<State, Action> = Property<State> | StepProperty<State, Action> | NoDeadlock<State>;

/** The states that an action may lead to: a record with this one field, or what `anyOf` makes. */
export interface Successors<State> {
  /** Each of them is explored; none: the action is not possible. */
  readonly anyOf: readonly State[];
}

/**
 * A transition system whose states are tuples of components, such as one for each process and one for the network. Each
 * distinct value of a component is kept once and has a number; a state is a row of such numbers, and what a rule makes of
 * the components that it touches is computed once for each combination of them and remembered.
 */
export interface TupleModel {
  /** What a report calls it. */
  readonly name: string;
  /** The names of the components, one for each place in the tuple. */
  readonly places: readonly string[];
  /** Where a run may begin: at least one tuple, each as long as `places`. */
  readonly initialStates: readonly (readonly unknown[])[];
  /** What may happen. */
  readonly rules: readonly ComponentRule[];
  /** What must be true. */
  readonly properties?: readonly (TupleProperty | Omit<NoDeadlock<never>, 'unless'>)[];
  /** What no run puts off for ever, by the names of rules. */
  readonly fairness?: readonly Fairness<string>[];
}

/** Something that may happen to a few components of a tuple and leaves the others alone. */
export interface ComponentRule {
  /** What happens, in words; for fairness too. Unique in the model. */
  readonly name: string;
  /** The places that it reads and writes: at least one. */
  readonly at: readonly number[];
  /** What may become of these components, in the order of `at`; an empty list: the rule does not apply. */
  readonly step: (...components: never[]) => readonly (readonly unknown[])[];
}

/** A property that is looked up for each combination of a few components. */
export interface TupleProperty {
  /** Unique in the model. */
  readonly name: string;
  /** Of which states it has to be true. */
  readonly kind: PropertyKind;
  /** For each list of places: `holds` must be true of the components there. `sometimes` asks for one of the lists. */
  readonly at: readonly (readonly number[])[];
  /** Pure. It is asked once for each different combination of the components. */
  readonly holds: (...components: never[]) => Verdict;
}

/** A model of whose states and actions nothing is known. */
export type AnyModel = Model<unknown, unknown> | TupleModel;
