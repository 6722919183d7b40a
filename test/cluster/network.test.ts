import { describe, expect, test } from 'vitest';
import { linkBetween, linksAcross } from '../../src/cluster/links.ts';
import { isSameMessage, Network, type Packet } from '../../src/cluster/network.ts';
import { appendEntries, entriesOf, requestVote } from '../core/arrange.ts';

const packet = (to: string, term = 1): Packet => ({ message: requestVote({ from: 'S1', to, term }) });

/** A network with these in flight. */
const withPackets = (packets: readonly Packet[], remembers?: number): Network => {
  const network = new Network(remembers);
  for (const one of packets) network.send(one);
  return network;
};

const [a, b, c] = [packet('S2'), packet('S3'), packet('S2', 2)];

describe('a message', () => {
  test('is in flight in the order of sending, until it has arrived or is lost', () => {
    const network = withPackets([a, b, c]);
    expect(network.inFlight).toEqual([a, b, c]);
    network.arrive(b);
    network.lose(a);
    expect(network.inFlight).toEqual([c]);
    expect(network.alike(a.message)).toEqual([c]);
  });

  test('may be duplicated: the copy is right behind it, and neither is the other', () => {
    const network = withPackets([a, b]);
    const copy = { message: a.message };
    network.duplicate(a, copy);
    expect(network.inFlight).toEqual([a, copy, b]);
    network.arrive(a);
    expect(network.inFlight[0]).toBe(copy);
    expect(network.find(a.message)).toBe(copy);
  });

  test('may be delayed: it keeps its place, and what is known of it is another', () => {
    const network = withPackets([a, b, c]);
    const later = { message: a.message, arrivesMs: 7 };
    network.delay(a, later);
    expect(network.inFlight[0]).toBe(later);
    expect(network.find(a.message)).toBe(later);
  });

  test('that is not in flight can neither arrive nor be lost, duplicated or delayed', () => {
    const network = withPackets([a]);
    const twin = { ...a };
    for (const act of [
      () => network.arrive(twin),
      () => network.lose(twin),
      () => network.duplicate(twin, twin),
      () => network.delay(twin, twin),
    ]) {
      expect(act).toThrow('not in flight: S1 S2 RequestVote');
    }
    expect(network.inFlight).toEqual([a]);
  });

  test('is found by what it says, or with all of its kind on its way', () => {
    const network = withPackets([a, b, c]);
    expect(network.find({ ...c.message })).toBe(c);
    expect(network.find({ ...c.message, term: 9 })).toBeUndefined();
    expect(network.alike({ ...c.message, term: 9 })).toEqual([a, c]);
    expect(network.alike({ ...c.message, from: 'S3' })).toEqual([]);
  });

  test('says the same as another if all fields and all entries are equal', () => {
    const one = appendEntries({ entries: entriesOf([1, 2]) });
    expect(isSameMessage(one, appendEntries({ entries: entriesOf([1, 2]) }))).toBe(true);
    expect(isSameMessage(one, appendEntries({ entries: entriesOf([1]) }))).toBe(false);
    expect(isSameMessage(one, appendEntries({ entries: entriesOf([1, 3]) }))).toBe(false);
    expect(isSameMessage(one, { ...one, leaderCommit: one.leaderCommit + 1 })).toBe(false);
  });
});

describe('what is gone', () => {
  test('is remembered with what became of it, the latest so many', () => {
    const network = withPackets([a, b, c], 2);
    network.arrive(a);
    network.lose(b);
    expect(network.gone).toEqual([
      { packet: a, fate: 'arrived' },
      { packet: b, fate: 'lost' },
    ]);
    network.arrive(c);
    expect(network.gone.map(({ packet: { message } }) => message)).toEqual([b.message, c.message]);
  });

  test('may arrive again if it has arrived, not if it was lost', () => {
    const network = withPackets([a, b], Number.POSITIVE_INFINITY);
    network.arrive(a);
    network.lose(b);
    expect(network.findArrived({ ...a.message })).toBe(a);
    expect(network.findArrived(b.message)).toBeUndefined();
  });

  test('is forgotten by a network that is not asked to remember', () => {
    const network = withPackets([a]);
    network.arrive(a);
    expect([network.gone, network.findArrived(a.message)]).toEqual([[], undefined]);
  });
});

describe('links', () => {
  test('between the sides of a partition are cut both ways, and what is in flight stays', () => {
    const network = withPackets([a, b, c]);
    network.cut(linksAcross([['S1', 'S3'], ['S2']]));
    expect(network.cuts).toEqual([
      ['S1', 'S2'],
      ['S2', 'S3'],
    ]);
    expect([a, b, c].map(({ message }) => network.isCut(message))).toEqual([true, false, true]);
    expect(network.isCut({ from: 'S2', to: 'S1' })).toBe(true);
    expect(network.inFlight).toHaveLength(3);
  });

  test('heal one by one, or all at once', () => {
    const network = withPackets([]);
    network.cut(linksAcross([['S1'], ['S2'], ['S3']]));
    network.heal([linkBetween('S2', 'S1')]);
    expect(network.cuts).toEqual([
      ['S1', 'S3'],
      ['S2', 'S3'],
    ]);
    network.heal();
    expect(network.cuts).toEqual([]);
  });
});
