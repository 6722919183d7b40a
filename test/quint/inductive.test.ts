/** The invariant of spec/inductive.qnt says of each state what the conjuncts of model/proof say of it. */
import { expect, test } from 'vitest';
import { backgroundsOf } from '../../model/proof/backgrounds.ts';
import { type Conjunct, conjuncts, type RunningServer } from '../../model/proof/conjuncts.ts';
import { Facts } from '../../model/proof/facts.ts';
import type { Background, PastVote } from '../../model/proof/past.ts';
import { type Bounds, dataOf, disksOf, logsOf, messagesOf, runningsOf } from '../../model/proof/space.ts';
import { durableToSpec, messageToSpec, type Scale, serverToSpec } from '../../model/runs/conform/mapping.ts';
import { crc32c } from '../../src/core/checksum.ts';
import { commandOf } from '../../src/core/entries.ts';
import type { Entry, Message } from '../../src/core/types.ts';
import { loadSpec, type Value } from '../../src/quint/index.ts';
import { randomOf } from '../../src/sim/random.ts';

const bounds: Bounds = { servers: ['S1', 'S2', 'S3'], terms: 2, entries: 2, snapshots: true };
const logs = logsOf(bounds.entries, bounds.terms);
const datas = new Map(logs.map((log) => [crc32c(dataOf(log)), dataOf(log)]));
const scale: Scale = { chunkLength: 2, dataOf: (checksum) => datas.get(checksum) };

const spec = loadSpec('spec/inductive.qnt', 'inductive');
const session = spec.session();

const entryToSpec = (entry: Entry): Value => ({ term: entry.term, command: commandOf(entry) ?? '' });

const backgroundToSpec = ({ past, disks }: Background): Readonly<Record<string, Value>> => ({
  past: {
    votes: { set: past.votes.map((vote) => ({ ...vote })) },
    leaderships: { set: past.leaderships.map(({ term, id, log }) => ({ term, id, log: log.map(entryToSpec) })) },
    acceptances: { set: past.acceptances.map((acceptance) => ({ ...acceptance })) },
  },
  disks: { map: Object.entries(disks).map(([id, disk]) => [id, durableToSpec(disk, scale)]) },
});

const partsOf = (machine: string): readonly string[] => machine.match(/../g) ?? [];

const holdsHere = (conjunct: Conjunct, facts: Facts, running: RunningServer, message: Message): boolean => {
  switch (conjunct.of) {
    case 'cluster':
      return conjunct.holds(facts);
    case 'disk':
      return facts.ids.every((id) => conjunct.holds(facts, id));
    case 'server':
      return conjunct.holds(facts, running);
    case 'message':
      return conjunct.holds(facts, message);
    case 'sender':
      return conjunct.holds(running, message);
  }
};

const seen = new Map<string, Set<boolean>>(conjuncts.map(({ name }) => [name, new Set()]));

/** The conjuncts that the two descriptions do not agree on. */
const differences = (facts: Facts, running: RunningServer, message: Message, names = conjuncts): readonly string[] => {
  session.act('given', {
    ...backgroundToSpec(facts.background),
    self: serverToSpec(running.server, scale),
    machine: partsOf(running.machine),
    message: messageToSpec(message, scale),
  });
  return names.flatMap((conjunct) => {
    const here = holdsHere(conjunct, facts, running, message);
    seen.get(conjunct.name)?.add(here);
    return here === session.evaluate(conjunct.name)
      ? []
      : [`${conjunct.name} is ${here} here, of ${JSON.stringify(facts.background)}`];
  });
};

const { pick: oneOf, chance: chanceOf } = randomOf(1);
const chance = (): boolean => chanceOf(0.5);
const messages = messagesOf(bounds);
const disks = new Map(bounds.servers.map((id) => [id, disksOf(bounds, id)]));

/** Disks and a past that go together by chance only. */
const anyBackground = (): Background => {
  const terms = [1, 2];
  const votes = bounds.servers.flatMap((voter): readonly PastVote[] =>
    terms.flatMap((term) => (chance() ? [{ voter, term, candidate: oneOf(bounds.servers) }] : [])),
  );
  return {
    disks: Object.fromEntries(bounds.servers.map((id) => [id, oneOf(disks.get(id) ?? [])])),
    past: {
      votes: chance()
        ? votes
        : votes.concat(votes.map((vote) => ({ ...vote, candidate: vote.candidate === 'S2' ? 'S3' : 'S2' }))),
      leaderships: terms.flatMap((term) => (chance() ? [{ term, id: oneOf(bounds.servers), log: oneOf(logs) }] : [])),
      acceptances: bounds.servers.flatMap((server) =>
        terms.flatMap((term) => (chance() ? [{ server, term, index: oneOf([1, 2]) }] : [])),
      ),
    },
  };
};

const anyRunning = (facts: Facts): RunningServer =>
  oneOf(runningsOf(bounds, oneOf(Object.values(facts.background.disks))));

/** Of each kind as often, and often of this server and its term. */
const anyMessage = ({ server: { id, currentTerm } }: RunningServer): Message => {
  const type = oneOf([...new Set(messages.map((message) => message.type))]);
  const ofType = messages.filter((message) => message.type === type);
  const own = ofType.filter(({ from, term }) => from === id && term === currentTerm);
  return oneOf(chance() && own.length > 0 ? own : ofType);
};

test('the two say the same of what goes together by chance', () => {
  const names = [...spec.definitions.keys()];
  expect(conjuncts.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([]);
  for (let round = 0; round < 150; round++) {
    const facts = new Facts(anyBackground());
    const running = anyRunning(facts);
    expect(differences(facts, running, anyMessage(running))).toEqual([]);
  }
});

test('and of each state of the invariant within a term and an entry', () => {
  const all = [...backgroundsOf({ ...bounds, terms: 1, entries: 1 }, conjuncts)];
  for (const facts of all) {
    const running = anyRunning(facts);
    expect(differences(facts, running, anyMessage(running))).toEqual([]);
  }
  expect(all).toHaveLength(68);
});

test('each conjunct was true and false; that a term has two leaders is told of none', () => {
  const oneSided = [...seen].filter(([, truths]) => truths.size < 2).map(([name]) => name);
  expect(oneSided).toEqual(['oneLeader']);
});

test('a conjunct that is weaker in the specification is told', () => {
  const weaker = conjuncts.map(
    (conjunct): Conjunct =>
      conjunct.name === 'oneVote' && conjunct.of === 'disk' ? { ...conjunct, holds: () => true } : conjunct,
  );
  const facts = new Facts({
    ...anyBackground(),
    past: {
      votes: [
        { voter: 'S1', term: 1, candidate: 'S1' },
        { voter: 'S1', term: 1, candidate: 'S2' },
      ],
      leaderships: [],
      acceptances: [],
    },
  });
  const of = weaker.filter(({ name }) => name === 'oneVote');
  expect(differences(facts, anyRunning(facts), oneOf(messages), of)).toEqual([
    expect.stringContaining('oneVote is true here'),
  ]);
});
