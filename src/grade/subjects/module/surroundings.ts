/**
 * What a module in the lab's shape finds around itself. This file is not imported: it is run as a script inside the context of each
 * server, so that all that a server can reach was made there, but for the errors that the host throws through it. It imports nothing but types.
 */
import type { ModuleDoor, ModuleHost, OpenDoor } from './door.ts';

type Callback = (...args: readonly unknown[]) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** 2000-01-01: no submission may know the day. */
const EPOCH_MS = 946_684_800_000;

/** A moment as the host has them: it counts in whole microseconds. */
const moment = (ms: number): number => Math.round(ms * 1000) / 1000;

/** What would bring time or chance in. */
const TAKEN_AWAY = ['Intl', 'Atomics', 'SharedArrayBuffer', 'WebAssembly', 'WeakRef', 'FinalizationRegistry'];

/** Names of methods that are no RPCs. */
const NO_RPCS = ['constructor', 'start', 'getState', 'snapshot', 'kill'];

const { parse, stringify } = JSON;

const wordsOf = (error: unknown): string => {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return 'something that has no words';
  }
};

/** Does something for the server, and tells the host what it throws, then or later. */
type Attempt = (what: string, work: () => unknown) => void;

const attemptFor =
  ({ threw }: ModuleHost): Attempt =>
  (what, work) => {
    const tell = (error: unknown): void => threw(`threw in ${what}: ${wordsOf(error)}`);
    try {
      const result = work();
      if (result instanceof Promise) result.catch(tell);
    } catch (error) {
      tell(error);
    }
  };

interface Timer {
  dueMs: number;
  readonly everyMs: number | undefined;
  readonly callback: Callback;
  readonly args: readonly unknown[];
}

/** Timers of virtual time, in milliseconds that are whole, as Node's are. */
class Timers {
  readonly #timers = new Map<number, Timer>();
  readonly #nowMs: () => number;
  #set = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  set(callback: Callback, delayMs: unknown, isRepeated: boolean, args: readonly unknown[]): number {
    if (typeof callback !== 'function') throw new TypeError('a timer needs a function');
    const ms = Math.max(1, Math.trunc(Number(delayMs)) || 1);
    this.#timers.set(++this.#set, {
      dueMs: moment(this.#nowMs() + ms),
      everyMs: isRepeated ? ms : undefined,
      callback,
      args,
    });
    return this.#set;
  }

  clear(id: number): void {
    this.#timers.delete(id);
  }

  /** The timer that is due, and first of those; it is set again if it is repeated. */
  take(): Timer | undefined {
    const [first] = [...this.#timers].sort(([a, one], [b, other]) => one.dueMs - other.dueMs || a - b);
    if (!first || first[1].dueMs > this.#nowMs()) return undefined;
    const [id, timer] = first;
    if (timer.everyMs === undefined) this.#timers.delete(id);
    else timer.dueMs = moment(timer.dueMs + timer.everyMs);
    return timer;
  }

  get dueMs(): number {
    return Math.min(...[...this.#timers.values()].map(({ dueMs }) => dueMs));
  }
}

/** A `Date` of which nobody knows the day, and whose clock is the host's. */
const dateOf = (nowMs: () => number): DateConstructor => {
  const now = (): number => EPOCH_MS + Math.floor(nowMs());
  const Real = Date;
  class VirtualDate extends Real {
    constructor(...args: readonly unknown[]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  return VirtualDate as unknown as DateConstructor;
};

/** Puts clock, chance and timers of the host in place of the real ones, which a context does not even have but for two. */
const replaceGlobals = (host: ModuleHost, timers: Timers, attempt: Attempt): void => {
  const global = globalThis as unknown as Record<string, unknown>;
  const setTimer =
    (isRepeated: boolean) =>
    (callback: Callback, ms: unknown, ...args: readonly unknown[]) =>
      timers.set(callback, ms, isRepeated, args);
  const clear = (id: number): void => timers.clear(id);
  const silent = (): void => {};
  Object.assign(global, {
    Date: dateOf(host.nowMs),
    setTimeout: setTimer(false),
    setInterval: setTimer(true),
    setImmediate: (callback: Callback, ...args: readonly unknown[]) => timers.set(callback, 1, false, args),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask: (callback: Callback) => {
      attempt('a microtask', () => Promise.resolve().then(() => callback()));
    },
    performance: { now: () => host.nowMs() },
    console: { log: silent, info: silent, debug: silent, warn: silent, error: silent, trace: silent },
  });
  Math.random = () => host.random();
  for (const name of TAKEN_AWAY) Reflect.deleteProperty(global, name);
};

/** What is saved, as a text: bytes or JSON. */
const textOfState = (state: unknown): string => {
  if (state instanceof Uint8Array) return `b${Array.from(state, (byte) => String.fromCharCode(byte)).join('')}`;
  const text = stringify(state) as string | undefined;
  if (text === undefined) throw new TypeError('what is saved has to be bytes or JSON');
  return `j${text}`;
};

const stateOfText = (text: string): unknown => {
  if (text === '') return undefined;
  const rest = text.slice(1);
  return text.startsWith('j') ? parse(rest) : Uint8Array.from(rest, (character) => character.charCodeAt(0));
};

/** The course's Persister: one save replaces all at once, but a snapshot that is left out stays. */
const persisterFor = (host: ModuleHost, state: string, snapshot: string | null) => {
  const disk = { state, snapshot: snapshot ?? undefined };
  return {
    save: (saved: unknown, data?: unknown) => {
      if (data !== undefined && typeof data !== 'string')
        throw new TypeError('a snapshot is the text that was given to snapshot()');
      disk.state = textOfState(saved);
      disk.snapshot = data ?? disk.snapshot;
      host.save(disk.state, data);
    },
    readState: () => stateOfText(disk.state),
    readSnapshot: () => disk.snapshot,
  };
};

const applierFor =
  (host: ModuleHost) =>
  ({ type, index, command, snapshot }: Fields): void => {
    const text: unknown = stringify(command);
    if (type === 'command') host.applyCommand(Number(index), typeof text === 'string' ? text : '');
    else if (type === 'snapshot') host.applySnapshot(Number(index), String(snapshot));
    else
      throw new TypeError("apply takes { type: 'command', index, command } or { type: 'snapshot', index, snapshot }");
  };

class Server implements ModuleDoor {
  readonly #host: ModuleHost;
  readonly #attempt: Attempt;
  readonly #timers: Timers;
  readonly #exports: Fields;
  readonly #waiting = new Map<number, (reply: unknown) => void>();
  #raft: Fields = {};
  #calls = 0;
  #given: string | undefined;

  constructor(host: ModuleHost, attempt: Attempt, timers: Timers, exports: Fields) {
    this.#host = host;
    this.#attempt = attempt;
    this.#timers = timers;
    this.#exports = exports;
  }

  boot(peers: number, me: number, state: string, snapshot: string | null): void {
    const ends = Array.from({ length: peers }, (_, to) => ({
      call: (method: unknown, args?: unknown) => this.#call(to, String(method), args),
    }));
    this.#attempt('make', () => {
      const { make } = this.#exports;
      if (typeof make !== 'function') throw new TypeError('it exports no function make');
      const made = (make as Callback)(ends, me, persisterFor(this.#host, state, snapshot), applierFor(this.#host));
      const raft = (made ?? {}) as Fields;
      const lacking = ['start', 'getState', 'snapshot'].filter((name) => typeof raft[name] !== 'function');
      if (lacking.length > 0) throw new TypeError(`what make gives has no ${lacking.join(', no ')}`);
      this.#raft = raft;
    });
  }

  deliver(from: number, call: number, method: string, args: string): void {
    const answer = (reply: unknown): void => {
      this.#host.reply(from, call, method, stringify(reply ?? {}));
    };
    this.#attempt(method, () => {
      if (NO_RPCS.includes(method) || method in Object.prototype || typeof this.#raft[method] !== 'function')
        throw new TypeError(`there is no RPC ${method}`);
      return this.#take(this.#method(method, parse(args)), answer);
    });
  }

  answer(call: number, reply: string | undefined): void {
    const settle = this.#waiting.get(call);
    this.#waiting.delete(call);
    settle?.(reply === undefined ? undefined : parse(reply));
  }

  start(command: string): void {
    this.#ask('start', parse(command));
  }

  state(): void {
    this.#ask('getState');
  }

  snapshot(index: number, data: string): void {
    this.#attempt('snapshot', () => this.#method('snapshot', index, data));
  }

  timer(): void {
    const timer = this.#timers.take();
    if (timer) this.#attempt('a timer', () => timer.callback(...timer.args));
  }

  dueMs(): number {
    return this.#timers.dueMs;
  }

  given(): string | undefined {
    return this.#given;
  }

  #call(to: number, method: string, args: unknown = {}): Promise<unknown> {
    return new Promise((settle) => {
      const text = stringify(args);
      const call = ++this.#calls;
      this.#waiting.set(call, settle);
      this.#host.request(to, call, method, text);
    });
  }

  #ask(name: string, ...args: readonly unknown[]): void {
    this.#given = undefined;
    this.#attempt(name, () =>
      this.#take(this.#method(name, ...args), (result) => {
        this.#given = stringify(result);
      }),
    );
  }

  #method(name: string, ...args: readonly unknown[]): unknown {
    return (this.#raft[name] as Callback).call(this.#raft, ...args);
  }

  /** At once, or when it is there. */
  #take(result: unknown, use: (result: unknown) => void): unknown {
    if (result instanceof Promise) return result.then(use);
    use(result);
    return undefined;
  }
}

/** The inside of a context. The module itself is run when its clock is the host's. */
export const openDoor: OpenDoor = (host, exports) => {
  const attempt = attemptFor(host);
  const timers = new Timers(host.nowMs);
  replaceGlobals(host, timers, attempt);
  return new Server(host, attempt, timers, exports());
};
