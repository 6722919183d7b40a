import { describe, expect, test } from 'vitest';
import { type Proposal, Proposals } from '../../src/runtime/proposals.ts';

const outcomes: string[] = [];

const proposal = (command: string, deadline = 0): Proposal<string> => ({
  command,
  deadline,
  resolve: (answer) => outcomes.push(`${command}: ${answer}`),
  reject: ({ reason, fate }) => outcomes.push(`${command}: ${reason}, ${fate}`),
});

const told = (): readonly string[] => outcomes.splice(0);
const entry = (index: number, term: number) => ({ index, term, command: '' });

describe('what a proposal comes to', () => {
  test('the answer, when the entry of its place and term is applied, whoever leads then', () => {
    const proposals = new Proposals<string>();
    proposals.place(3, 2, proposal('a'));
    proposals.decide(entry(2, 2), 'other');
    expect(told()).toEqual([]);
    proposals.decide(entry(3, 2), 'done');
    expect(told()).toEqual(['a: done']);
    expect(proposals.size).toBe(0);
  });

  test('replaced, when an entry of another term is applied in its place', () => {
    const proposals = new Proposals<string>();
    proposals.place(3, 2, proposal('a'));
    proposals.decide(entry(3, 4), 'done');
    expect(told()).toEqual(['a: replaced, notApplied']);
  });

  test('not decided by a later proposal in the same place: a later leader may still bring back the earlier one', () => {
    const proposals = new Proposals<string>();
    proposals.place(3, 2, proposal('a'));
    proposals.place(3, 4, proposal('b'));
    expect(told()).toEqual([]);
    proposals.decide(entry(3, 2), 'done');
    expect(told()).toEqual(['b: replaced, notApplied', 'a: done']);
  });

  test('unknown, when a snapshot covers its place', () => {
    const proposals = new Proposals<string>();
    proposals.place(3, 2, proposal('a'));
    proposals.place(4, 2, proposal('b'));
    proposals.cover(3);
    expect(told()).toEqual(['a: covered, unknown']);
    proposals.end(undefined);
    expect(told()).toEqual(['b: ended, unknown']);
  });

  test('unknown, when its time is over or its caller gives it up', () => {
    const proposals = new Proposals<string>();
    const given = proposal('a', 20);
    proposals.place(3, 2, given);
    proposals.place(3, 3, proposal('b', 10));
    proposals.expire(15);
    expect(told()).toEqual(['b: outOfTime, unknown']);
    proposals.giveUp(given);
    expect(told()).toEqual(['a: outOfTime, unknown']);
    expect(proposals.size).toBe(0);
  });
});
