/** What passes between a server that is a module and its host: numbers and texts, so that neither reaches into the other. */

/** What the host does for a server. */
export interface ModuleHost {
  /** Milliseconds since the run began. */
  readonly nowMs: () => number;
  /** From 0 to 1, the latter excluded. */
  readonly random: () => number;
  readonly request: (to: number, call: number, method: string, args: string) => void;
  readonly reply: (to: number, call: number, method: string, reply: string) => void;
  /** The snapshot stays as it is when it is undefined. */
  readonly save: (state: string, snapshot: string | undefined) => void;
  readonly applyCommand: (index: number, command: string) => void;
  readonly applySnapshot: (index: number, snapshot: string) => void;
  /** The server has thrown something in what it was given. */
  readonly threw: (because: string) => void;
}

/** What the host does with a server. What a call leads to later happens when the host lets promises settle. */
export interface ModuleDoor {
  readonly boot: (peers: number, me: number, state: string, snapshot: string | null) => void;
  readonly deliver: (from: number, call: number, method: string, args: string) => void;
  /** A reply has come; undefined: none will. */
  readonly answer: (call: number, reply: string | undefined) => void;
  readonly start: (command: string) => void;
  readonly state: () => void;
  readonly snapshot: (index: number, data: string) => void;
  /** Calls what is due first, if something is. */
  readonly timer: () => void;
  /** When the next timer is due; infinity: there is none. */
  readonly dueMs: () => number;
  /** What `start` or `getState` has given, as JSON; undefined: nothing yet. */
  readonly given: () => string | undefined;
}

/** Makes the inside of a context ready, and gives the door to its server. `exports` are those of the module. */
export type OpenDoor = (host: ModuleHost, exports: () => Readonly<Record<string, unknown>>) => ModuleDoor;
