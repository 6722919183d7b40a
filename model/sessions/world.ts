// Room model/sessions. A small world of clients that retry and servers that come back, around any state machine with sessions.
// What may be touched here: what clients and servers do, what must be true of the answers, and defects of sessions. The properties know
// what a client sees and what was executed, and nothing of how sessions do it.

/**
 * Exactly once (CL-2) in a world that can be seen whole. Consensus is taken for granted: there is one log. What remains is all that clients
 * and servers may do around it: a client gets no answer and proposes again, to another leader with another clock; a copy that was late is
 * committed after its client has the answer; sessions expire, or end for newer ones; a server lags, crashes, comes back from its snapshot,
 * or gets that of another.
 */
import type { Model, Verdict } from '../../src/check/index.ts';
import { encodeSessionCommand } from '../../src/kv/sessionCommand.ts';
import type { SessionAnswer } from '../../src/kv/sessionTable.ts';
import type { StateMachine } from '../../src/kv/stateMachine.ts';
import type { SessionStateMachine } from '../../src/kv/withSessions.ts';

/** The two servers: one that has always applied all, and one that lags and crashes. */
export type WorldServer = 'prompt' | 'late';

/** Puts a state machine behind sessions, at one of the servers. */
export type SessionsAt = (
  machine: SessionStateMachine<string>,
  server: WorldServer,
) => StateMachine<SessionAnswer<string>>;

/** An entry of the log. */
interface WorldEntry {
  /** What it says. */
  readonly text: string;
  /** Whose command it is, such as A1, the first of client A; empty: nobody's. */
  readonly of: string;
  /** What the prompt server has answered, as JSON. */
  readonly told: string;
}

/** A snapshot of a server, after so many entries. */
interface WrittenServer {
  readonly applied: number;
  readonly data: string;
}

/** A server that came back from a snapshot and has applied entries since. */
interface RunningServer extends WrittenServer {
  /** What it came back from. */
  readonly from: WrittenServer;
}

/** A state of the world. */
export interface SessionWorld {
  readonly log: readonly WorldEntry[];
  /** What the prompt server would write down. It never came back from anything. */
  readonly prompt: string;
  readonly late: RunningServer;
  /** What the late server would come back with. */
  readonly disk: WrittenServer;
  /** What the late server has answered otherwise than the prompt one; empty: nothing. */
  readonly unlike: string;
}

/** What may happen. */
export type SessionMove =
  | { readonly type: 'commits'; readonly text: string; readonly of: string }
  | { readonly type: 'applies' | 'writes a snapshot' | 'crashes' | 'gets a snapshot' };

/** A state machine that lists what it has executed: nothing that is lost, repeated or out of order is hidden in it. */
export const executedList = (): SessionStateMachine<string> => {
  let list = '';
  return {
    apply: (command) => (list = `${list} ${command}`.trimStart()),
    snapshot: () => list,
    restore: (data) => {
      list = data;
    },
  };
};

/** Sessions expire after 5 ms, of which the clocks of leaders show 0, 4 or 8; there may be two. */
const bounds = encodeSessionCommand({ kind: 'bound', maxSessions: 2, timeoutMs: 5, maxOutstanding: 2 });
const openAt = (time: number): string => encodeSessionCommand({ kind: 'open', time });
const [sessionA, sessionB] = [2, 3];

/** A command of a client, as it may be proposed: when its client had the answers to all before `firstUnanswered`. */
const copy = (of: string, firstUnanswered: number, time: number): SessionMove => {
  const session = of.startsWith('A') ? sessionA : sessionB;
  const serialNumber = Number(of.slice(1));
  const text = encodeSessionCommand({ kind: 'command', session, serialNumber, firstUnanswered, time, command: of });
  return { type: 'commits', text, of };
};

const toldOf = (log: readonly WorldEntry[], of: string): readonly SessionAnswer<string>[] =>
  log.filter((entry) => entry.of === of).map(({ told }) => JSON.parse(told) as SessionAnswer<string>);

const isAnswered = (log: readonly WorldEntry[], of: string): boolean =>
  toldOf(log, of).some(({ kind }) => kind === 'answered');

const movesIn = ({ log }: SessionWorld, entries: number): readonly SessionMove[] => {
  const ofServers: readonly SessionMove[] = (
    ['applies', 'writes a snapshot', 'crashes', 'gets a snapshot'] as const
  ).map((type) => ({ type }));
  if (log.length === entries) return ofServers;
  const copies = [0, 4].flatMap((time) => [
    copy('A1', 1, time),
    copy('A2', 1, time),
    ...(isAnswered(log, 'A1') ? [copy('A2', 2, time)] : []),
    copy('B1', 1, time),
  ]);
  const others: readonly SessionMove[] = [
    { type: 'commits', text: openAt(4), of: '' },
    { type: 'commits', text: encodeSessionCommand({ kind: 'tick', time: 8 }), of: '' },
  ];
  return [...copies, ...others, ...ofServers];
};

const nothing: WrittenServer = { applied: 0, data: '' };
const backFrom = (from: WrittenServer): RunningServer => ({ ...from, from });

/** What a server holds that came back from a snapshot and then applies these commands, and what it answers to the last. */
type Apply = (
  server: WorldServer,
  from: WrittenServer,
  commands: readonly string[],
) => { readonly data: string; readonly told: string };

const applyWith =
  (sessionsAt: SessionsAt): Apply =>
  (server, from, commands) => {
    const machine = sessionsAt(executedList(), server);
    if (from.applied > 0) machine.restore(from.data);
    const told = commands.map((command, place) =>
      machine.apply(command, { index: from.applied + 1 + place, term: 1, command }),
    );
    return { data: machine.snapshot(), told: JSON.stringify(told.at(-1)) };
  };

const commit = (apply: Apply, world: SessionWorld, text: string, of: string): SessionWorld => {
  const { data, told } = apply('prompt', nothing, [...world.log.map((entry) => entry.text), text]);
  return { ...world, log: [...world.log, { text, of, told }], prompt: data };
};

const applyLate = (apply: Apply, world: SessionWorld): SessionWorld | undefined => {
  const { log, late } = world;
  const [{ from }, applied, entry] = [late, late.applied + 1, log[late.applied]];
  if (entry === undefined) return undefined;
  const commands = log.slice(from.applied, applied).map(({ text }) => text);
  const { data, told } = apply('late', from, commands);
  const unlike = told === entry.told ? world.unlike : `at index ${applied} ${told}, and not ${entry.told}`;
  return { ...world, late: { from, applied, data }, unlike };
};

const next = (apply: Apply, world: SessionWorld, move: SessionMove): SessionWorld | undefined => {
  const { log, prompt, late, disk } = world;
  switch (move.type) {
    case 'commits':
      return commit(apply, world, move.text, move.of);
    case 'applies':
      return applyLate(apply, world);
    case 'writes a snapshot':
      return { ...world, disk: { applied: late.applied, data: late.data } };
    case 'crashes':
      return { ...world, late: backFrom(disk) };
    case 'gets a snapshot':
      return { ...world, late: backFrom({ applied: log.length, data: prompt }) };
  }
};

/** Bounds are set, and both clients have opened a session; all is applied, and nothing written. */
const start = (apply: Apply): SessionWorld => {
  let world: SessionWorld = { log: [], prompt: '', late: backFrom(nothing), disk: nothing, unlike: '' };
  for (const text of [bounds, openAt(0), openAt(0)]) {
    world = commit(apply, world, text, '');
    world = applyLate(apply, world) ?? world;
  }
  return world;
};

/** What a server has executed: the state machine's own part of what it has written down. */
const executedBy = (data: string): readonly string[] => data.slice(data.indexOf('\n') + 1).split(' ');

const CLIENTS_COMMANDS = ['A1', 'A2', 'B1'];

/** True of each command, or why not. */
const ofEach = (isTrue: (of: string) => boolean, because: string): Verdict => {
  const wrong = CLIENTS_COMMANDS.find((of) => !isTrue(of));
  return wrong === undefined ? true : { ok: false, because: `${wrong} ${because}` };
};

const isAtMostOnce = (list: readonly string[], of: string): boolean =>
  list.filter((executed) => executed === of).length <= 1;

const properties: Model<SessionWorld, SessionMove>['properties'] = [
  {
    name: 'no command is executed twice',
    kind: 'always',
    holds: ({ prompt, late }) =>
      ofEach(
        (of) => isAtMostOnce(executedBy(prompt), of) && isAtMostOnce(executedBy(late.data), of),
        'was executed twice',
      ),
  },
  {
    name: 'all answers to a command are the first one',
    kind: 'always',
    holds: ({ log }) =>
      ofEach((of) => {
        const answers = toldOf(log, of).flatMap((told) => (told.kind === 'answered' ? [told.answer] : []));
        return new Set(answers).size <= 1;
      }, 'has two answers'),
  },
  {
    name: 'an answer is that of the command',
    kind: 'always',
    holds: ({ log }) =>
      ofEach(
        (of) => toldOf(log, of).every((told) => told.kind !== 'answered' || told.answer.split(' ').at(-1) === of),
        'has the answer to another command',
      ),
  },
  {
    name: 'what is refused as answered was executed',
    kind: 'always',
    holds: ({ log, prompt }) =>
      ofEach(
        (of) =>
          executedBy(prompt).includes(of) ||
          !toldOf(log, of).some((told) => told.kind === 'refused' && told.reason === 'alreadyAnswered'),
        'was refused as answered, and was never executed',
      ),
  },
  {
    name: 'a session that is over stays over',
    kind: 'always',
    holds: ({ log }) =>
      ofEach((of) => {
        const told = log
          .filter((entry) => entry.of.startsWith(of.slice(0, 1)))
          .map((entry) => JSON.parse(entry.told) as SessionAnswer<string>);
        const over = told.findIndex((each) => each.kind === 'refused' && each.reason === 'unknownSession');
        return over < 0 || told.slice(over).every(({ kind }) => kind !== 'answered');
      }, 'or another one of its session has an answer after the session was over'),
  },
  {
    name: 'both servers answer the same, and hold the same',
    kind: 'always',
    holds: ({ log, prompt, late, unlike }) => {
      if (unlike !== '') return { ok: false, because: `the late server has answered ${unlike}` };
      if (late.applied < log.length || late.data === prompt) return true;
      return { ok: false, because: `after ${late.applied} entries one holds ${prompt}, the other ${late.data}` };
    },
  },
  {
    name: 'a copy is answered as the first one was',
    kind: 'sometimes',
    holds: ({ log }) =>
      CLIENTS_COMMANDS.some((of) => toldOf(log, of).filter(({ kind }) => kind === 'answered').length > 1),
  },
  {
    name: 'a copy comes after its client has the answer',
    kind: 'sometimes',
    holds: ({ log }) => log.some(({ told }) => told.includes('alreadyAnswered')),
  },
  {
    name: 'a session was used and has expired',
    kind: 'sometimes',
    holds: ({ log }) =>
      log.some(({ text }) => text.startsWith('tick')) &&
      CLIENTS_COMMANDS.some((of) => isAnswered(log, of) && toldOf(log, of).some(({ kind }) => kind === 'refused')),
  },
  {
    name: 'a session has ended for a newer one',
    kind: 'sometimes',
    holds: ({ log }) =>
      log.slice(3).some(({ text }) => text.startsWith('open')) &&
      !log.some(({ text }) => text.startsWith('tick')) &&
      log.some(({ told }) => told.includes('unknownSession')),
  },
];

/**
 * The world around a state machine with sessions.
 *
 * @param entries how many entries the log has at most, the three included with which it begins.
 */
export const sessionWorld = (sessionsAt: SessionsAt, entries: number): Model<SessionWorld, SessionMove> => {
  const apply = applyWith(sessionsAt);
  return {
    name: `sessions, ${entries} entries`,
    initialStates: [start(apply)],
    actions: (world) => movesIn(world, entries),
    next: (world, move) => next(apply, world, move),
    properties,
    describe: (move) => (move.type === 'commits' ? `${move.text} is committed` : `the late server ${move.type}`),
  };
};
