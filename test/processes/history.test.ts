import { describe, expect, test } from 'vitest';
import { type AppliedCommands, type Operation, objectionsTo } from '../../src/processes/history.ts';
import { Ledger } from '../../src/processes/ledger.ts';

const commands = ['c1 add 2', 'c2 set x', 'c3 get'];
const ledger = new Ledger();
const answers = commands.map((command) => ledger.apply(command));

const all = (...lists: (readonly string[])[]): AppliedCommands =>
  new Map(lists.map((list, place) => [`S${place + 1}`, list]));

/** Each began when the one before had ended. */
const history: readonly Operation[] = commands.map((command, place) => ({
  command,
  begin: 2 * place,
  end: 2 * place + 1,
  outcome: { kind: 'applied', answer: answers[place] ?? { position: 0, counter: 0, register: '' } },
}));

const changed = (place: number, change: Partial<Operation>): readonly Operation[] =>
  history.map((operation, at) => (at === place ? { ...operation, ...change } : operation));

const unknown = { end: Number.POSITIVE_INFINITY, outcome: { kind: 'unknown' } } as const;

describe('what clients saw can be', () => {
  test('when all was applied as it was said', () => {
    expect(objectionsTo(history, all(commands, commands, commands))).toEqual([]);
  });

  test('when what is unknown was applied, and when it was not', () => {
    expect(objectionsTo(changed(1, unknown), all(commands))).toEqual([]);
    const without = changed(2, { outcome: { kind: 'applied', answer: { position: 2, counter: 2, register: '' } } });
    const missing = without.map((operation, at) => (at === 1 ? { ...operation, ...unknown } : operation));
    expect(objectionsTo(missing, all(['c1 add 2', 'c3 get']))).toEqual([]);
  });

  test('when commands at the same time were applied in either order', () => {
    const together = history.map((operation) => ({ ...operation, begin: 0, end: 9 }));
    expect(objectionsTo(together, all(commands))).toEqual([]);
  });
});

describe('what clients saw can not be', () => {
  const cases: readonly [string, readonly Operation[], AppliedCommands, string][] = [
    [
      'servers that differ',
      history,
      all(commands, ['c1 add 2', 'c3 get']),
      'S1 has applied "c2 set x" at position 2, and S2 "c3 get"',
    ],
    [
      'an acknowledged command that is lost',
      history,
      all(commands.slice(0, 2)),
      '"c3 get" was acknowledged at position 3, which holds nothing',
    ],
    [
      'a command that nobody has proposed',
      history,
      all([...commands, 'c9 get']),
      'position 4 holds "c9 get", which nobody has proposed',
    ],
    [
      'a command that was applied twice',
      history,
      all([...commands, 'c1 add 2']),
      '"c1 add 2" was applied again at position 4',
    ],
    [
      'a refused command that was applied',
      changed(1, { outcome: { kind: 'notApplied' } }),
      all(commands),
      '"c2 set x" was said not to be applied, and stands at position 2',
    ],
    [
      'a wrong answer',
      changed(2, { outcome: { kind: 'applied', answer: { position: 3, counter: 2, register: 'y' } } }),
      all(commands),
      '"c3 get" at position 3 gave counter 2 and register "y", and has to give 2 and "x"',
    ],
    [
      'an order that time forbids',
      history.map((operation, place) => ({ ...operation, begin: 10 - 2 * place, end: 11 - 2 * place })),
      all(commands),
      '"c2 set x" had ended when "c1 add 2" began, and stands behind it (positions 2 and 1)',
    ],
  ];
  test.each(cases)('%s', (_, seen, applied, sentence) => {
    expect(objectionsTo(seen, applied)).toContain(sentence);
  });
});
