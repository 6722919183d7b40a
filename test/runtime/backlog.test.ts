import { expect, test } from 'vitest';
import { Backlog } from '../../src/runtime/backlog.ts';

test('a backlog counts what is placed in a term, until it is committed or another term begins', () => {
  const backlog = new Backlog();
  backlog.place(4, 1, 10);
  backlog.place(5, 1, 20);
  backlog.place(6, 1, 30);
  expect(backlog.ofTerm(1)).toEqual({ count: 3, length: 60 });
  expect(backlog.ofTerm(2)).toEqual({ count: 0, length: 0 });
  backlog.commit(4);
  expect(backlog.ofTerm(1)).toEqual({ count: 2, length: 50 });
  backlog.place(7, 3, 1);
  expect(backlog.ofTerm(3)).toEqual({ count: 1, length: 1 });
  backlog.commit(9);
  expect(backlog.ofTerm(3)).toEqual({ count: 0, length: 0 });
});
