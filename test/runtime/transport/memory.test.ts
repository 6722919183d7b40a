import { expect, test } from 'vitest';
import type { Message } from '../../../src/core/types.ts';
import { memoryNetwork } from '../../../src/runtime/transport/memory.ts';
import { TransportFault } from '../../../src/runtime/transport/transport.ts';

const vote = (term: number, from = 'S1', to = 'S2'): Message => ({
  type: 'RequestVoteReply',
  from,
  to,
  term,
  voteGranted: true,
});

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const pair = async (maxWaiting = 100) => {
  const network = memoryNetwork({ maxWaiting });
  const arrived: Message[] = [];
  const [s1, s2] = [network.transport(), network.transport()];
  await s1.open({ cluster: 'c', id: 'S1', peers: ['S2'] }, (message) => arrived.push(message));
  await s2.open({ cluster: 'c', id: 'S2', peers: ['S1'] }, (message) => arrived.push(message));
  return { network, arrived, s1, s2 };
};

test('messages arrive in their order, and in a later turn', async () => {
  const { arrived, s1, s2 } = await pair();
  s1.send(vote(1));
  s1.send(vote(2));
  s2.send(vote(3, 'S2', 'S1'));
  expect(arrived).toEqual([]);
  await turns(2);
  expect(arrived).toEqual([vote(1), vote(2), vote(3, 'S2', 'S1')]);
});

test('what is sent or under way on a cut link is lost, until it is healed', async () => {
  const { network, arrived, s1 } = await pair();
  s1.send(vote(1));
  network.cut([['S1', 'S2']]);
  s1.send(vote(2));
  await turns(2);
  network.heal([['S1', 'S2']]);
  s1.send(vote(3));
  await turns(2);
  expect(arrived).toEqual([vote(3)]);
  expect(network.lost()).toBe(2);
});

test('a test decides what becomes of a message', async () => {
  const { network, arrived, s1 } = await pair();
  network.decide(({ term }) => (['arrives', 'lost', 'duplicated', { delayMs: 5 }] as const)[term] ?? 'arrives');
  for (const term of [3, 0, 1, 2]) s1.send(vote(term));
  await turns(2);
  expect(arrived.slice(0, 3)).toEqual([vote(0), vote(2), vote(2)]);
  while (arrived.length < 4) await turns(1);
  expect(arrived[3]).toEqual(vote(3));
});

test('no more than a bound is under way to one server', async () => {
  const { network, arrived, s1 } = await pair(3);
  for (let term = 0; term < 5; term++) s1.send(vote(term));
  await turns(2);
  expect(arrived.map(({ term }) => term)).toEqual([0, 1, 2]);
  expect(network.lost()).toBe(2);
});

test('a server that is closed sends and takes no more, and another may take its place', async () => {
  const { network, arrived, s1, s2 } = await pair();
  await expect(network.transport().open({ cluster: 'c', id: 'S2', peers: ['S1'] }, () => {})).rejects.toThrow(
    TransportFault,
  );
  s1.send(vote(1));
  await s2.close();
  s2.send(vote(2, 'S2', 'S1'));
  await turns(2);
  expect(arrived).toEqual([]);
  await network.transport().open({ cluster: 'c', id: 'S2', peers: ['S1'] }, (message) => arrived.push(message));
  s1.send(vote(3));
  await turns(2);
  expect(arrived).toEqual([vote(3)]);
});
