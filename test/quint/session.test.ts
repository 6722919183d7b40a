import { beforeEach, describe, expect, test } from 'vitest';
import { loadSpec, type QuintRefusal, type Session, type Value } from '../../src/quint/index.ts';

const FILE = 'test/quint/counter.qnt';
const spec = loadSpec(FILE, 'small');
let session: Session;

beforeEach(() => {
  session = spec.session();
  expect(session.act('init')).toEqual({ ok: true });
});

const refusal = (action: string, set: Readonly<Record<string, Value>> = {}): QuintRefusal | undefined => {
  const before = session.state();
  const act = session.act(action, set);
  expect(session.state(), 'what is refused changes nothing').toEqual(before);
  return act.ok ? undefined : act.refusal;
};

const JOB: Value = { number: 1, owner: 'ann' };
const IDLE: Value = { tag: 'Idle', value: {} };
const BUSY: Value = { tag: 'Busy', value: JOB };

describe('a session', () => {
  test('goes on by actions, from what is set', () => {
    expect(session.act('fetchAnn', { count: 2 })).toEqual({ ok: true });
    expect(session.state()).toMatchObject({ count: 3, done: [], note: { tuple: [2, { set: [2] }] } });
    expect(session.evaluate('isLate')).toBe(false);
    expect(session.evaluate('WORKERS')).toEqual({ set: ['ann', 'bob', 'cid'] });
    expect(session.act('keepAll', { count: 5 })).toEqual({ ok: true });
    expect(session.evaluate('isLate'), 'what a definition was before is forgotten').toBe(true);
    expect(session.act('finishAnn')).toEqual({ ok: true });
    expect(session.state()['done']).toEqual([{ number: 3, owner: 'ann' }]);
  });

  test('begins with what is set, too', () => {
    const other = spec.session();
    expect(other.state()).toEqual({});
    expect(other.act('fetchAnn', session.state())).toEqual({ ok: true });
    expect(other.state()['count']).toBe(1);
  });

  test('draws the same with the same seed', () => {
    const play = (seed: number): readonly Value[] => {
      const drawn = spec.session(seed);
      return ['init', ...Array<string>(12).fill('step')].map((action) => {
        drawn.act(action);
        return drawn.state();
      });
    };
    expect(play(3)).toEqual(play(3));
    expect(play(3)).not.toEqual(play(4));
  });

  test('says what it does not know', () => {
    expect(() => session.act('fetch')).toThrow(
      `${FILE}:33:10: fetch takes parameters; define one without, which applies it`,
    );
    expect(() => session.act('nope')).toThrow(`${FILE}: there is no nope in module small; define it there`);
    expect(() => session.act('keepAll', { size: 1 })).toThrow(
      `${FILE}: there is no variable size in module small; there are count, states, done, note`,
    );
    expect(() => session.act('keepAll', { count: 0.5 })).toThrow('0.5 is no whole number below 2^53');
    expect(() => session.act('breaks')).toThrow(
      /^test\/quint\/counter\.qnt:95:25: Called 'get' with a non-existing key/,
    );
    expect(() => session.act('forgets')).toThrow(`${FILE}:94:10: forgets leaves note without a value; assign note'`);
    expect(session.act('fetchAnn'), 'and is none the worse for it').toEqual({ ok: true });
  });
});

describe('a refusal is the first condition that is false', () => {
  test('through an operator with arguments, a let, a block and a val of an instance', () => {
    expect(refusal('fetchAnn', { count: 7 })).toEqual({
      text: 'count < END',
      file: FILE,
      line: 31,
      column: 16,
      left: 7,
      right: 5,
      where: { worker: 'ann' },
    });
  });

  test('after those that hold', () => {
    const done = Array.from({ length: 3 }, () => JOB);
    expect(refusal('fetchAnn', { done })).toMatchObject({
      text: 'done.length() <= count',
      line: 38,
      left: 3,
      right: 0,
    });
  });

  test('as a condition, when it comes to no more than the word false', () => {
    const states: Value = { map: [['ann', BUSY]] };
    expect(refusal('fetchAnn', { states })).toMatchObject({
      text: 'states.get(worker).isFree()',
      line: 37,
      where: { worker: 'ann', state: BUSY },
    });
  });

  test('in the case that matches', () => {
    expect(refusal('finishAnn')).toMatchObject({ text: 'worker == "nobody"', line: 47, left: 'ann', right: 'nobody' });
  });

  test('in the branch that is taken, or the question when there is none', () => {
    expect(refusal('choose', { count: 3 })).toMatchObject({ text: 'count < 2', left: 3, right: 2 });
    expect(refusal('choose', { done: [JOB] })).toMatchObject({ text: 'done.length() == 0', left: 1, right: 0 });
  });

  test('of the choice that comes furthest', () => {
    expect(refusal('fetchAnyone', { count: 9 })).toMatchObject({ text: 'count < END', left: 9, right: 5 });
    const states: Value = { map: ['ann', 'bob', 'cid'].map((name) => [name, name === 'bob' ? IDLE : BUSY]) };
    const done = [JOB];
    expect(refusal('fetchAnyone', { states, done })).toMatchObject({
      text: 'done.length() <= count',
      where: { worker: 'bob' },
    });
    expect(refusal('fetchNobody')).toMatchObject({ text: 'WORKERS.exclude(WORKERS).oneOf()', line: 85 });
  });

  test('for the first element of all', () => {
    expect(
      refusal('allIdle', {
        states: {
          map: [
            ['ann', IDLE],
            ['cid', BUSY],
          ],
        },
      }),
    ).toMatchObject({
      text: 'states.get(worker) == Idle',
      left: BUSY,
      right: IDLE,
      where: { worker: 'cid' },
    });
  });
});
