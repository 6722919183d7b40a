import { describe, expect, test } from 'vitest';
import { historyOf, linesOf, moveOf, run } from './arrange.ts';

describe('what was played', () => {
  test('branches where something else is done, and keeps the other branch', () => {
    const history = historyOf();
    history.do(moveOf('S1 timeout election'));
    const one = history.frame;
    history.undo();
    history.do(moveOf('S2 timeout election'));
    history.undo();
    expect(history.branches.map(({ frame, isChosen }) => [frame.line.split(' ')[0], isChosen])).toEqual([
      ['S1', false],
      ['S2', true],
    ]);
    history.choose(0);
    expect(history.frame).toBe(one);
    expect(history.forks).toEqual([3]);
  });

  test('is not made twice: the same move at the same place leads to the same frame', () => {
    const history = historyOf();
    history.do(moveOf('S1 timeout election'));
    const { frame } = history;
    history.undo();
    history.do(moveOf('S1 timeout election'));
    expect(history.frame).toBe(frame);
    history.undo();
    history.do(moveOf('10.000 S1 timeout election'));
    expect(history.frame).not.toBe(frame);
  });

  test('goes on from the middle as if the rest had never been', () => {
    const [straight, bent] = [historyOf(), historyOf()];
    run(straight, 20);
    run(bent, 10);
    bent.goTo(8);
    bent.do(moveOf('S3 crash'));
    run(bent, 5);
    bent.goTo(8);
    bent.choose(0);
    bent.goTo(1000);
    run(bent, 10);
    expect(linesOf(bent)).toEqual(linesOf(straight));
    expect(bent.frame).toEqual(straight.frame);
  });

  test('is shown at any number, at the nearest there is', () => {
    const history = historyOf();
    history.goTo(-5);
    expect([history.frame.number, history.canUndo]).toEqual([0, false]);
    history.goTo(99);
    expect([history.frame.number, history.canRedo]).toEqual([3, false]);
    history.redo();
    expect(history.following).toBeUndefined();
    history.goTo(0);
    history.undo();
    expect([history.frame.number, history.following?.number]).toEqual([0, 1]);
  });
});
