/** The machine among what a module exports. */
import { isMachine } from '../../diagram/readMachine.ts';
import { UsageError } from '../../host/errors.ts';

type Exports = Readonly<Record<string, unknown>>;

/** @throws UsageError when there is none, or several and nobody says which. */
export const machineIn = (file: string, exports: Exports, name: string | undefined): unknown => {
  if (name !== undefined) return namedIn(file, exports, name);
  const machines = Object.entries(exports).filter(([, value]) => isMachine(value));
  const [first, ...others] = new Map(machines.map(([key, value]) => [value, key]));
  if (!first) throw new UsageError(`${file} exports no machine of xstate 5; ${whatIn(exports)}`);
  if (others.length > 0) {
    const names = machines.map(([key]) => key).join(', ');
    throw new UsageError(`${file} exports several machines: ${names}; say which with --export`);
  }
  return first[0];
};

const namedIn = (file: string, exports: Exports, name: string): unknown => {
  if (!Object.hasOwn(exports, name)) throw new UsageError(`${file} has no export ${name}; ${whatIn(exports)}`);
  const value = exports[name];
  if (isMachine(value)) return value;
  throw new UsageError(`the export ${name} of ${file} is ${kindOf(value)}; give one that createMachine has made`);
};

/** What there is instead, so that the mistake can be seen. */
const whatIn = (exports: Exports): string => {
  const names = Object.keys(exports);
  if (names.length === 0) return 'it exports nothing; add: export const machine = createMachine(...)';
  return `it exports ${names.map((name) => `${name}, ${kindOf(exports[name])}`).join('; ')}`;
};

const kindOf = (value: unknown): string => {
  if (isMachine(value)) return 'a machine';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null)
    return String(value) === '' ? 'an empty text' : `the value ${String(value)}`;
  if (Array.isArray(value)) return 'a list';
  const { logic, states, initial, withConfig } = value as Readonly<Record<string, unknown>>;
  if (isMachine(logic)) return 'an actor, not its machine';
  if (typeof withConfig === 'function') return 'a machine of xstate 4, and xstate 5 is needed';
  if (states !== undefined || initial !== undefined)
    return 'the configuration of a machine, which createMachine turns into one';
  return 'an object that is no machine';
};
