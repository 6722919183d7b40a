import { describe, expect, test } from 'vitest';
import { commandOf, contentText, type Entry, kindOf, sameContent, sameEntry } from '../../src/core/entries.ts';
import { append, emptyLog } from '../../src/core/log.ts';
import { step } from '../../src/core/step.ts';
import { formatEntry } from '../../src/trace/grammar.ts';
import { follower } from './arrange.ts';

const entry = (term: number, command: string): Entry => ({ term, command });
/** An entry of a kind that the figure does not have, as an optional page would have one. */
const other = (term: number, members: readonly string[]): Entry => ({ term, members }) as unknown as Entry;

describe('an entry', () => {
  test('ST-3: has a kind, and a command if it is of that kind', () => {
    expect([kindOf(entry(1, '')), kindOf(other(1, ['S1']))]).toEqual(['command', 'members']);
    expect([commandOf(entry(1, '')), commandOf(other(1, ['S1']))]).toEqual(['', undefined]);
  });

  test('ST-3: is the same as another one if term, kind and content are', () => {
    expect(sameEntry(entry(1, 'a'), entry(1, 'a'))).toBe(true);
    expect(sameEntry(other(1, ['S1', 'S2']), other(1, ['S1', 'S2']))).toBe(true);
    expect(sameContent(entry(1, 'a'), entry(2, 'a'))).toBe(true);
    for (const [a, b] of [
      [entry(1, 'a'), entry(2, 'a')],
      [entry(1, 'a'), entry(1, 'b')],
      [entry(1, 'a'), other(1, ['a'])],
      [other(1, ['S1']), other(1, ['S2'])],
      [entry(1, 'a'), undefined],
      [null, entry(1, 'a')],
    ] as const) {
      expect(sameEntry(a, b)).toBe(false);
    }
    expect([sameEntry(null, null), sameEntry(null, undefined)]).toEqual([true, false]);
  });

  test('has a text: a command as it always had, anything else with the name of its kind', () => {
    expect(formatEntry(entry(1, 'a "b"'))).toBe('1:"a \\"b\\""');
    expect(contentText(other(3, ['S1']))).toBe('members=["S1"]');
  });

  test('RS-A-1: is for the state machine only if it holds a command', () => {
    const log = append(emptyLog(), [entry(1, 'a'), other(1, ['S1']), entry(1, 'b')]);
    const { server, effects } = step(follower({ log, commitIndex: 3 }), { type: 'start' });
    expect(server.lastApplied).toBe(3);
    expect(effects.flatMap((effect) => (effect.type === 'apply' ? [effect.index] : []))).toEqual([1, 3]);
  });
});
