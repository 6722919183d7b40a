import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sessionDefects } from '../../model/sessions/defects.ts';
import {
  ClientSession,
  encodeSessionCommand,
  ProposalFailure,
  type SessionAnswer,
  type SessionStateMachine,
  type StateMachine,
  withSessions,
} from '../../src/runtime/index.ts';
import { type Random, randomOf } from '../../src/sim/random.ts';
import { OpenNodes } from './openNodes.ts';

/** What no client can have; how often its answer is lost on the way; how long it waits for one. */
const [LOST, PATIENCE_MS, REST_MS] = [0.3, 100, 2];

/** The clocks of the servers, which lead in turn, differ by so much. */
const aheadMs: Readonly<Record<string, number>> = { S1: 0, S2: -5000, S3: 5000 };

const counter = (): SessionStateMachine<string> => {
  let total = 0;
  return {
    apply: (command) => {
      total += Number(command);
      return String(total);
    },
    snapshot: () => String(total),
    restore: (data) => {
      total = Number(data);
    },
  };
};

/** Answers as texts, as all nodes of these tests give them. */
const asTexts = ({ apply, ...rest }: StateMachine<SessionAnswer<string>>): StateMachine<string> => ({
  ...rest,
  apply: (command, entry) => JSON.stringify(apply(command, entry)),
});

type AnswerKind<K extends SessionAnswer<string>['kind']> = Extract<SessionAnswer<string>, { readonly kind: K }>;

/** A client that adds one, again and again, and proposes each command until it has its answer. */
class Client {
  /** The answers that it has got, each list to one command. */
  readonly answers: (readonly string[])[] = [];
  readonly #nodes: OpenNodes;
  readonly #random: Random;
  #isOver = false;

  constructor(nodes: OpenNodes, random: Random) {
    this.#nodes = nodes;
    this.#random = random;
  }

  /** Adds one until `end`, and at least so often. */
  async run(atLeast: number): Promise<void> {
    const [{ session }] = await this.#ask('opened', (time) => encodeSessionCommand({ kind: 'open', time }));
    const client = new ClientSession(session);
    while (!this.#isOver || this.answers.length < atLeast) {
      const serialNumber = client.begin();
      const told = await this.#ask('answered', (time) => client.text(serialNumber, '1', time));
      client.end(serialNumber);
      this.answers.push(told.map(({ answer }) => answer));
      await wait(REST_MS);
    }
  }

  end(): void {
    this.#isOver = true;
  }

  /** All answers, until one is not lost. */
  async #ask<K extends SessionAnswer<string>['kind']>(
    kind: K,
    text: (time: number) => string,
  ): Promise<readonly [AnswerKind<K>, ...AnswerKind<K>[]]> {
    const got: AnswerKind<K>[] = [];
    for (let leader: string | null = null; ; ) {
      const id: string = leader ?? this.#random.pick(this.#nodes.servers);
      const { node } = this.#nodes.at(id);
      try {
        const time = Date.now() + (aheadMs[id] ?? 0);
        const told = await node.propose(text(time), { signal: AbortSignal.timeout(PATIENCE_MS) });
        const answer = JSON.parse(told) as SessionAnswer<string>;
        if (answer.kind !== kind) throw new Error(`${kind} is waited for, and ${told} was told`);
        got.unshift(answer as AnswerKind<K>);
        const [first, ...rest] = got;
        if (first && !this.#random.chance(LOST)) return [first, ...rest];
      } catch (error) {
        if (!(error instanceof ProposalFailure)) throw error;
        leader = error.leaderId;
        await wait(REST_MS);
      }
    }
  }
}

/** One fault: the leader is cut off for a while, or it is gone and comes back from its disk. */
const endure = async (nodes: OpenNodes, round: number): Promise<void> => {
  const { id, node } = await nodes.leader();
  if (round % 2 === 0) {
    nodes.cutOff(id);
    await nodes.leader(nodes.but(id));
    nodes.network.heal();
  } else {
    await node.close();
    await nodes.leader(nodes.but(id));
    await nodes.open(id);
  }
};

/** @returns all lists of answers that the clients have got, and how many entries the log has. */
const under = async (faults: number, seed: number, machine: () => StateMachine<SessionAnswer<string>>) => {
  await using nodes = await OpenNodes.of(3, () => ({ stateMachine: asTexts(machine()), snapshotAfterEntries: 20 }));
  const random = randomOf(seed);
  const clients = [1, 2, 3].map(() => new Client(nodes, random.fork()));
  const running = Promise.all(clients.map((client) => client.run(10)));
  for (let round = 0; round < faults; round++) await Promise.race([endure(nodes, round), running]);
  for (const client of clients) client.end();
  await running;
  const { node } = await nodes.leader();
  return { answers: clients.flatMap((client) => client.answers), entries: node.status().commitIndex };
};

const numbersUpTo = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place + 1);
const sorted = (answers: readonly (readonly string[])[]): readonly number[] =>
  answers.map(([first]) => Number(first)).sort((one, other) => one - other);

describe('CL-2: clients that repeat each command until it is answered', () => {
  test('count exactly while leaders are cut off, end and come back, whatever their clocks show', async () => {
    const { answers, entries } = await under(4, 20, () => withSessions(counter()));
    expect(sorted(answers)).toEqual(numbersUpTo(answers.length));
    for (const all of answers) expect(new Set(all).size).toBe(1);
    expect(entries).toBeGreaterThan(answers.length + 3); // with copies
  });

  test('count too much where sessions keep no answers', async () => {
    const broken = sessionDefects.find(({ id }) => id === 'keeps-no-answers');
    const { answers } = await under(0, 20, () => broken?.sessionsAt(counter(), 'late') ?? withSessions(counter()));
    expect(sorted(answers)).not.toEqual(numbersUpTo(answers.length));
    expect(Math.max(...sorted(answers))).toBeGreaterThan(answers.length);
  });
});
