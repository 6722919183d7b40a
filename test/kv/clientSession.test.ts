import { describe, expect, test } from 'vitest';
import { ClientSession } from '../../src/kv/clientSession.ts';

describe('CL-2: a client of a session', () => {
  test('numbers its commands, and says which answers it needs no more', () => {
    const client = new ClientSession(7);
    expect([client.begin(), client.begin(), client.begin()]).toEqual([1, 2, 3]);
    client.end(2);
    expect([client.firstUnanswered, client.outstanding]).toEqual([1, 2]);
    expect(client.text(3, 'add 1', 9)).toBe('command 7 3 1 9 add 1');
    client.end(1);
    expect(client.text(3, 'add 1', 10)).toBe('command 7 3 3 10 add 1');
    client.end(3);
    expect([client.firstUnanswered, client.begin()]).toEqual([4, 4]);
  });

  test('proposes nothing that it has not begun, or that has its answer', () => {
    const client = new ClientSession(7);
    expect(() => client.text(1, 'add 1', 0)).toThrow('session 7 has no command 1 outstanding');
    client.end(client.begin());
    expect(() => client.text(1, 'add 1', 0)).toThrow(RangeError);
  });
});
