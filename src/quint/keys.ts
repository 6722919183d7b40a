/**
 * Makes the evaluator's keys of a map faster: whether a key is among them is asked of the map. Its own way makes a set of all
 * keys for each such question, which in a map of thousands of messages is most of the time.
 */
import builtins from '@informalsystems/quint/dist/src/runtime/impl/builtins.js';
import { type RuntimeValue, rv } from '@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js';
import { right } from './outcome.ts';

type Keys = ReturnType<RuntimeValue['toMap']>;
type Elements = ReturnType<RuntimeValue['toSet']>;

const SetOf = rv.mkSet([]).constructor as new (elements: Elements) => RuntimeValue;
const none = rv.mkSet([]).toSet();

/** The set of the keys, made when somebody asks for more than whether one is there. */
class KeySet extends SetOf {
  readonly #map: Keys;
  #elements: Elements | undefined;

  constructor(map: Keys) {
    super(none);
    this.#map = map;
    Object.defineProperty(this, 'set', { get: () => this.#all });
  }

  get #all(): Elements {
    this.#elements ??= rv.mkSet(this.#map.keys()).toSet();
    return this.#elements;
  }

  override contains(element: RuntimeValue): boolean {
    return this.#map.has(element.normalForm());
  }
}

/** The keys of a map, as a set. */
export const quickKeys = (map: Keys): RuntimeValue => new KeySet(map);

const slow = builtins.builtinLambda;

const quick: typeof slow = (op) =>
  op === 'keys' ? (_context, [map]) => right(quickKeys((map as RuntimeValue).toMap())) : slow(op);

/** From now on, for everything in this thread. */
export const hurryKeys = (): void => {
  builtins.builtinLambda = quick;
};
