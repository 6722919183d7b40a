/**
 * From the spec to the implementation: a trace of spec/raft.qnt, played on the implementation and, each step from the same
 * state, on the reference model. After every step both must be where the spec is.
 */

import { Network } from '../../../src/cluster/network.ts';
import { crashNode, handle, type Node, type NodeStep, newNode, restartNode } from '../../../src/cluster/node.ts';
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { emptyDurable } from '../../../src/core/server.ts';
import type { Durable, Effect, Event, Message, Server, ServerId, TimerName } from '../../../src/core/types.ts';
import { type Action, type ForeignArrival, formatAction, type StepAction } from '../../../src/trace/grammar.ts';
import type { Observation } from '../../../src/trace/observation.ts';
import type { Setting } from '../../../src/trace/recording.ts';
import { diskOf, referenceOf, timersOf } from '../../oracle/difference.ts';
import {
  type OutputEffect,
  type ReferenceServer,
  type ReferenceStep,
  referenceRestart,
  referenceStep,
} from '../../oracle/reference.ts';
import { isSame } from '../../oracle/same.ts';
import { stepDifference } from '../../oracle/step.ts';
import {
  diskFromSpec,
  eventFromSpec,
  messageFromSpec,
  outputFromSpec,
  serverFromSpec,
  timerFromSpec,
  withLog,
} from './mapping.ts';
import { messageText } from './messageText.ts';
import {
  booleanOf,
  listOf,
  mapOf,
  numberOf,
  recordOf,
  ShapeError,
  type SpecState,
  type SpecValue,
  setOf,
  textOf,
  variablesOf,
  variantOf,
} from './values.ts';

/** Who is held against the spec. */
export type Player = 'implementation' | 'reference';

/** The first thing in which a player is not where the spec is. */
export interface TraceDifference {
  /** Counted from 1; 0: it is the beginning that differs. */
  readonly step: number;
  /** The step as a line of the one trace grammar. */
  readonly action: string;
  /** What the spec calls it, and what was chosen in it. */
  readonly specAction: string;
  readonly picks: SpecState['picks'];
  readonly who: Player;
  /** Does the other player agree with the spec on this step? If neither does, it may be the spec that is wrong. */
  readonly otherAgrees: boolean;
  /** Such as `servers S2 votedFor` or `network`. */
  readonly variable: string;
  /** Both as short JSON, in the words of the implementation. */
  readonly spec: string;
  readonly actual: string;
  /** The clause that was broken, as far as that can be told; otherwise one that acted in the spec's step. */
  readonly clause: ClauseId;
  /** All lines up to this one, and what they begin with: a replay gets there. */
  readonly lines: readonly string[];
  readonly setting: Setting;
}

export interface PlayedTrace {
  /** Steps that were compared, the last of them with the difference if there is one. */
  readonly steps: number;
  /** The clauses that have acted in the spec by the last state that was looked at. */
  readonly fired: readonly string[];
  readonly difference?: TraceDifference;
}

/** @throws ShapeError when a state is none of spec/raft.qnt; its message is one line. */
export const playTrace = (
  states: readonly SpecState[],
  { protocol = shippedProtocol }: { readonly protocol?: Protocol } = {},
): PlayedTrace => {
  const [first, ...rest] = states;
  if (first === undefined) return { steps: 0, fired: [] };
  let before = stateOf(first);
  const play = new Play(before, protocol);
  let difference = play.begin(before);
  let steps = 0;
  for (const state of rest) {
    if (difference) break;
    const after = stateOf(state);
    difference = play.follow(before, after);
    before = after;
    steps++;
  }
  return { steps, fired: before.fired(), ...(difference && { difference: { step: steps, ...difference } }) };
};

/** Before it is counted at which step. */
type Unplaced = Omit<TraceDifference, 'step'>;

/** A state of the spec in the words of the implementation, as far as it is asked for. */
interface State {
  readonly specAction: string;
  readonly picks: SpecState['picks'];
  readonly ids: readonly ServerId[];
  readonly servers: ReadonlyMap<ServerId, SpecValue>;
  readonly disks: ReadonlyMap<ServerId, SpecValue>;
  readonly up: ReadonlySet<ServerId>;
  readonly network: SpecValue;
  readonly happened: SpecValue;
  readonly outcome: Readonly<Record<string, SpecValue>>;
  readonly fired: () => readonly string[];
}

const stateOf = (state: SpecState): State => {
  const variables = variablesOf(state);
  const variable = (name: string): SpecValue => {
    const value = variables.get(name);
    if (value === undefined) throw new ShapeError(`a state has no variable ${name}`);
    return value;
  };
  const byId = (name: string): ReadonlyMap<ServerId, SpecValue> =>
    new Map(mapOf(variable(name)).map(([id, value]) => [textOf(id), value]));
  return {
    specAction: state.action,
    picks: state.picks,
    ids: listOf(variable('ids')).map(textOf),
    servers: byId('servers'),
    disks: byId('disks'),
    up: new Set(setOf(variable('up')).map(textOf)),
    network: variable('network'),
    happened: variable('happened'),
    outcome: recordOf(variable('outcome')),
    fired: () => setOf(recordOf(variable('history'))['fired']).map(textOf),
  };
};

/** What happens in a step. */
type Happening =
  | {
      readonly type: 'step';
      readonly id: ServerId;
      readonly event: Event;
      /** -1: the whole step; 0: nothing of it; from 1 on: its write, and its messages but for the last ones. */
      readonly cut: number;
      /** The message that is taken from the network. */
      readonly taken?: Message;
      readonly action: StepAction | ForeignArrival;
    }
  | { readonly type: 'loss'; readonly taken: Message; readonly action: Action }
  | { readonly type: 'crash'; readonly id: ServerId; readonly action: Action }
  | { readonly type: 'restart'; readonly id: ServerId; readonly action: Action };

/** What is said to have happened where a world was set up. */
const BEGINNING = 'Beginning';

/** What is no longer in flight is known with 0 copies. */
const inFlight = (network: SpecValue): readonly (readonly [SpecValue, SpecValue])[] =>
  mapOf(network).filter(([, count]) => count !== 0);

/** Does a trace begin elsewhere than with empty disks? */
const isArranged = ({ disks, network }: State): boolean =>
  inFlight(network).length > 0 || [...disks.values()].some((disk) => diskFromSpec(disk).currentTerm > 0);

const happeningOf = (value: SpecValue): Happening => {
  const { tag, value: held } = variantOf(value);
  switch (tag) {
    case 'Local': {
      const fields = recordOf(held);
      const [id, event] = [textOf(fields['id']), eventFromSpec(fields['event'])];
      const action =
        'from' in event ? ({ type: 'foreign', id, message: event } as const) : ({ type: 'event', id, event } as const);
      return { type: 'step', id, event, cut: numberOf(fields['cut']), action };
    }
    case 'Delivery':
      return deliveryOf(held);
    case 'Loss': {
      const message = messageFromSpec(held);
      return { type: 'loss', taken: message, action: { type: 'lose', message } };
    }
    case 'Crash':
    case 'Restart': {
      const type = tag === 'Crash' ? 'crash' : 'restart';
      const id = textOf(held);
      return { type, id, action: { type, id } };
    }
    default:
      throw new ShapeError(`nothing that happens in a step is called ${tag}`);
  }
};

const deliveryOf = (value: SpecValue): Happening => {
  const fields = recordOf(value);
  const message = messageFromSpec(fields['message']);
  const arrives = messageFromSpec(fields['arrives']);
  const corrupted = messageText(message) !== messageText(arrives);
  return {
    type: 'step',
    id: message.to,
    event: arrives,
    cut: numberOf(fields['cut']),
    ...(booleanOf(fields['stays']) ? {} : { taken: message }),
    action: { type: 'deliver', message, ...(corrupted && { corrupted }) },
  };
};

/** A difference before it is known whose fault it is. */
interface Found {
  readonly variable: string;
  readonly spec: unknown;
  readonly actual: unknown;
}

type Compared = Found | undefined;

const same = (variable: string, actual: unknown, spec: unknown): Compared =>
  isSame(actual, spec) ? undefined : { variable, actual, spec };

const SHORT = 200;

const excerptOf = (value: unknown): string => {
  // Not everything that a defect gives has a JSON text, whatever the types say.
  const text = (JSON.stringify(value) as string | undefined) ?? 'nothing';
  return text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text;
};

const failure = (work: () => Compared): Compared => {
  try {
    return work();
  } catch (error) {
    if (error instanceof ShapeError) throw error;
    return { variable: 'step', spec: 'something that can be read', actual: String(error) };
  }
};

/**
 * ST-8: how many of a step's effects are executed, when in the spec it is cut after its write and so many messages less one. The
 * spec has no order between the write and what is no message, so that the shortest beginning will do.
 */
const executedBy = (effects: readonly Effect[], cut: number): number => {
  let executed = 0;
  let sent = 0;
  for (const [place, { type }] of effects.entries()) {
    const isSent = type === 'send' && sent < cut - 1;
    if (isSent) sent++;
    if (isSent || type === 'persist') executed = place + 1;
  }
  return cut === 0 ? 0 : executed;
};

/** The trace so far, and where the implementation is. */
class Play {
  readonly #protocol: Protocol;
  readonly #setting: Setting;
  readonly #lines: string[] = [];
  readonly #nodes = new Map<ServerId, Node>();
  #network = new Network();

  constructor(first: State, protocol: Protocol) {
    this.#protocol = protocol;
    const [id] = first.ids;
    const { options } = serverFromSpec(first.servers.get(id ?? ''));
    this.#setting = { servers: first.ids, options };
  }

  /** The servers that are up in the first state start with empty disks. */
  begin(first: State): Unplaced | undefined {
    if (isArranged(first)) {
      this.#arrange(first);
      return undefined;
    }
    const { servers } = this.#setting;
    let outcome: NodeStep | undefined;
    const found = failure(() => {
      for (const id of servers) this.#nodes.set(id, newNode(this.#emptyDisk(id)));
      for (const id of servers.filter((one) => first.up.has(one))) {
        outcome = this.#perform({ type: 'restart', id, action: { type: 'restart', id } });
        const wrong = (outcome && failureIn(id, outcome)) ?? this.#compareNode(id, first);
        if (wrong) return wrong;
      }
      return this.#compareWorld(first);
    });
    const other = failure(() => this.#compareReferenceAtStart(first));
    return this.#first(found, other, first, outcome);
  }

  /** One step, of both players. */
  follow(before: State, after: State): Unplaced | undefined {
    if (variantOf(after.happened).tag === BEGINNING) {
      this.#arrange(after);
      return undefined;
    }
    const happening = happeningOf(after.happened);
    let outcome: NodeStep | undefined;
    const found = failure(() => {
      outcome = this.#perform(happening);
      return (
        (outcome && 'id' in happening ? failureIn(happening.id, outcome) : undefined) ??
        this.#compareWorld(after) ??
        (outcome && compareOutcome(happening, outcome, after))
      );
    });
    const other = failure(() => compareReference(happening, before, after));
    return this.#first(found, other, after, outcome);
  }

  /** A story has set the world up: everybody begins there, and there is nothing to compare. */
  #arrange({ ids, servers, disks, up, network }: State): void {
    for (const id of ids) {
      const server = withLog(serverFromSpec(servers.get(id)));
      const { peers, options } = server;
      const disk: Durable = withLog({ id, peers, options, ...diskFromSpec(disks.get(id)) });
      this.#nodes.set(id, { server: up.has(id) ? server : null, disk, state: '' });
    }
    this.#network = new Network();
    for (const [value, count] of inFlight(network)) {
      const message = messageFromSpec(value);
      for (let copy = 1; copy <= numberOf(count); copy++) this.#network.send({ message });
    }
  }

  #first(found: Compared, other: Compared, state: State, outcome: NodeStep | undefined): Unplaced | undefined {
    if (found) return this.#told(found, 'implementation', !other, state, outcome?.observation);
    return other && this.#told(other, 'reference', true, state, undefined);
  }

  #emptyDisk(id: ServerId): Durable {
    const { servers, options } = this.#setting;
    return emptyDurable({ id, servers, options });
  }

  #compareReferenceAtStart({ up, servers }: State): Compared {
    for (const id of up) {
      const { server } = referenceStep(referenceRestart(diskOf(this.#emptyDisk(id))), { type: 'start' });
      const found = compareFields(`servers ${id}`, SERVER_FIELDS, server, serverFromSpec(servers.get(id)));
      if (found) return found;
    }
    return undefined;
  }

  /** What the implementation makes of it; undefined: it was no step of a server. */
  #perform(happening: Happening): NodeStep | undefined {
    const { action } = happening;
    if ('taken' in happening) this.#take(happening.type, happening.taken);
    if (happening.type === 'loss') {
      this.#lines.push(formatAction(action));
      return undefined;
    }
    const node = this.#node(happening.id);
    if (happening.type === 'step' && node.server !== null) {
      const executed = happening.cut < 0 ? undefined : this.#executed(node.server, happening.event, happening.cut);
      this.#lines.push(formatAction({ ...happening.action, ...(executed !== undefined && { crashAfter: executed }) }));
      return this.#accept(happening.id, handle(node, happening.event, this.#protocol, executed));
    }
    this.#lines.push(formatAction(action));
    if (happening.type === 'restart') return this.#accept(happening.id, restartNode(node, this.#protocol));
    // A server that is down takes no step; when the spec says that it does, the comparison will tell.
    this.#nodes.set(happening.id, crashNode(node));
    return undefined;
  }

  #executed(server: Server, event: Event, cut: number): number {
    try {
      return executedBy(this.#protocol.step(server, event).effects, cut);
    } catch {
      return 0; // It will be told when the step is taken.
    }
  }

  #accept(id: ServerId, outcome: NodeStep): NodeStep {
    this.#nodes.set(id, outcome.node);
    for (const message of outcome.sent) this.#network.send({ message });
    return outcome;
  }

  /** A message that the implementation has not sent can't be taken; the comparison of the networks has told already. */
  #take(type: Happening['type'], taken: Message): void {
    const packet = this.#network.find(taken);
    if (packet && type === 'loss') this.#network.lose(packet);
    else if (packet) this.#network.arrive(packet);
  }

  #node(id: ServerId): Node {
    const node = this.#nodes.get(id);
    if (!node) throw new ShapeError(`there is no server ${id}`);
    return node;
  }

  #compareWorld(state: State): Compared {
    for (const id of state.ids) {
      const found = this.#compareNode(id, state);
      if (found) return found;
    }
    return this.#compareNetwork(state);
  }

  #compareNode(id: ServerId, { up, servers, disks }: State): Compared {
    const { server, disk } = this.#node(id);
    const isUp = up.has(id);
    if (isUp !== (server !== null)) return same(`up ${id}`, server !== null, isUp);
    return (
      (server && compareServer(`servers ${id}`, server, servers.get(id))) ??
      compareDisk(`disks ${id}`, disk, disks.get(id))
    );
  }

  #compareNetwork({ network }: State): Compared {
    const spec = new Map(
      inFlight(network).map(([message, count]) => [messageText(messageFromSpec(message)), numberOf(count)]),
    );
    const actual = new Map<string, number>();
    for (const { message } of this.#network.inFlight) {
      const text = messageText(message);
      actual.set(text, (actual.get(text) ?? 0) + 1);
    }
    const differing = [...new Set([...spec.keys(), ...actual.keys()])].filter(
      (text) => spec.get(text) !== actual.get(text),
    );
    if (differing.length === 0) return undefined;
    const copies = (bag: ReadonlyMap<string, number>) =>
      Object.fromEntries(differing.map((text) => [text, bag.get(text) ?? 0]));
    return { variable: 'network', spec: copies(spec), actual: copies(actual) };
  }

  #told(
    { variable, spec, actual }: Found,
    who: Player,
    otherAgrees: boolean,
    { specAction, picks, outcome }: State,
    observation: Observation | undefined,
  ): Unplaced {
    return {
      action: this.#lines.at(-1) ?? '',
      specAction,
      picks,
      who,
      otherAgrees,
      variable,
      spec: excerptOf(spec),
      actual: excerptOf(actual),
      clause: clauseOf(observation) ?? firstOf(outcome['fired']) ?? 'SP-18',
      lines: [...this.#lines],
      setting: this.#setting,
    };
  }
}

/** A player that throws has not made the step. */
const failureIn = (id: ServerId, { because }: NodeStep): Compared =>
  because === undefined ? undefined : { variable: `servers ${id}`, spec: 'a step', actual: because };

const clauseOf = (observation: Observation | undefined): ClauseId | undefined => {
  try {
    return observation && stepDifference(observation)?.clause;
  } catch {
    return undefined; // The contracts can't read everything that a defect gives.
  }
};

const isClause = (name: string): name is ClauseId => Object.hasOwn(clauses, name);

const firstOf = (fired: SpecValue | undefined): ClauseId | undefined => setOf(fired).map(textOf).find(isClause);

const DISK_FIELDS = ['currentTerm', 'votedFor', 'snapshot', 'log'] as const;

const SERVER_FIELDS = [
  ...DISK_FIELDS,
  ...(['role', 'commitIndex', 'lastApplied', 'leaderId', 'votesGranted', 'nextIndex', 'matchIndex'] as const),
  ...(['pipelining', 'snapshotOffset', 'outgoingSnapshot', 'incomingSnapshot'] as const),
  ...(['id', 'peers', 'options'] as const),
];

const compareFields = <Name extends string>(
  where: string,
  names: readonly Name[],
  actual: Readonly<Record<Name, unknown>>,
  spec: Readonly<Record<Name, unknown>>,
): Compared => {
  const name = names.find((field) => !isSame(actual[field], spec[field]));
  return name && { variable: `${where} ${name}`, actual: actual[name], spec: spec[name] };
};

/** Where a server was found to be as it is in the spec: neither ever changes, and at most one of them acts in a step. */
const agreed = new WeakMap<object, SpecValue>();

const compareServer = (where: string, server: Server, spec: SpecValue | undefined): Compared => {
  if (spec !== undefined && agreed.get(server) === spec) return undefined;
  const found = compareFields(where, SERVER_FIELDS, referenceOf(server), serverFromSpec(spec)) ?? endsOf(where, server);
  if (!found && spec !== undefined) agreed.set(server, spec);
  return found;
};

const compareDisk = (where: string, disk: Durable, spec: SpecValue | undefined): Compared => {
  if (spec !== undefined && agreed.get(disk) === spec) return undefined;
  const found = compareFields(where, DISK_FIELDS, diskOf(disk), diskFromSpec(spec)) ?? endsOf(where, disk);
  if (!found && spec !== undefined) agreed.set(disk, spec);
  return found;
};

/** The implementation says twice where its snapshot ends. */
const endsOf = (where: string, { log, snapshot }: Durable): Compared => {
  const { lastIncludedIndex = 0, lastIncludedTerm = 0 } = snapshot ?? {};
  return same(
    `${where} snapshot`,
    { lastIncludedIndex: log.snapshotIndex, lastIncludedTerm: log.snapshotTerm },
    { lastIncludedIndex, lastIncludedTerm },
  );
};

const isOutput = (effect: Effect): effect is OutputEffect =>
  effect.type === 'apply' || effect.type === 'restoreSnapshot' || effect.type === 'reply' || effect.type === 'reject';

/** What a step says to the other servers, to the state machine, to clients and to the timers. */
type Said = Pick<ReferenceStep, 'messages' | 'outputs' | 'timers'>;

const saidInSpec = ({ outcome }: State): Said => ({
  messages: listOf(outcome['messages']).map(messageFromSpec),
  outputs: listOf(outcome['told']).map(outputFromSpec),
  timers: { election: timerFromSpec(outcome['electionTimer']), heartbeat: timerFromSpec(outcome['heartbeatTimer']) },
});

const compareSaid = (actual: Said, spec: Said): Compared =>
  compareLists('outcome messages', actual.messages, spec.messages) ??
  compareLists('outcome told', actual.outputs, spec.outputs) ??
  compareTimer('election', actual, spec) ??
  compareTimer('heartbeat', actual, spec);

const compareTimer = (timer: TimerName, actual: Said, spec: Said): Compared =>
  same(`outcome ${timer}Timer`, actual.timers[timer] ?? 'kept', spec.timers[timer] ?? 'kept');

const compareLists = (variable: string, actual: readonly unknown[], spec: readonly unknown[]): Compared => {
  for (let place = 0; place < Math.max(actual.length, spec.length); place++) {
    const found = same(`${variable} ${place + 1}`, actual[place], spec[place]);
    if (found) return found;
  }
  return undefined;
};

/** Of a step that was cut, nobody sees more than what is on the disk and in the network. */
const compareOutcome = (happening: Happening, { observation }: NodeStep, after: State): Compared => {
  const isCut = happening.type === 'step' && happening.cut >= 0;
  if (!observation || isCut) return undefined;
  const { effects } = observation;
  const messages = effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
  return (
    compareSaid({ messages, outputs: effects.filter(isOutput), timers: timersOf(effects) }, saidInSpec(after)) ??
    compareOrder(effects)
  );
};

/** ST-8: wherever a crash cut these effects, the spec could have cut its step so that as much was done. */
const compareOrder = (effects: readonly Effect[]): Compared => {
  const order = effects.map(({ type }) => type).filter((type) => type === 'persist' || type === 'send');
  const isRight = order.lastIndexOf('persist') <= 0;
  return isRight ? undefined : { variable: 'outcome order', spec: 'one write, then all messages', actual: order };
};

/** The reference makes the step from where the spec was. Also of a step that is cut, it makes all, as the spec does. */
const compareReference = (happening: Happening, before: State, after: State): Compared => {
  if (happening.type === 'loss' || happening.type === 'crash') return undefined;
  const { id } = happening;
  const server = serverFromSpec(before.servers.get(id));
  const step =
    happening.type === 'restart'
      ? referenceStep(comesBack(server, before.disks.get(id)), { type: 'start' })
      : referenceStep(server, happening.event);
  const cut = happening.type === 'step' ? happening.cut : -1;
  const [where, spec] =
    cut < 0 ? [`servers ${id}`, after.servers.get(id)] : ['outcome server', after.outcome['server']];
  return (
    compareFields(where, SERVER_FIELDS, step.server, serverFromSpec(spec)) ??
    (cut === 0
      ? undefined
      : compareFields(`disks ${id}`, DISK_FIELDS, step.server, diskFromSpec(after.disks.get(id)))) ??
    compareSaid(step, saidInSpec(after))
  );
};

const comesBack = ({ id, peers, options }: ReferenceServer, disk: SpecValue | undefined): ReferenceServer =>
  referenceRestart({ id, peers, options, ...diskFromSpec(disk) });
