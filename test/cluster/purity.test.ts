import { describe, expect, test } from 'vitest';
import { explainTorture } from '../../model/counterexample/explanation.ts';
import { runTorture } from '../../model/runs/torture/index.ts';
import { askTwice, saysNotDeterministic } from '../../src/cluster/purity.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import type { Event, Server, Step } from '../../src/core/types.ts';

const { step, restart } = shippedProtocol;
const stepping = (own: (server: Server, event: Event) => Step): Protocol => askTwice({ restart, step: own });
const reasonOf = (protocol: Protocol): string => runTorture({ seed: 1, protocol }).violation?.because ?? '';

describe('a protocol that is asked twice', () => {
  test('does what it does otherwise', () => {
    expect(runTorture({ seed: 1, protocol: askTwice(shippedProtocol) })).toEqual(runTorture({ seed: 1 }));
  });

  test('is named with both outcomes when they differ', () => {
    let count = 0;
    const reason = reasonOf(
      stepping((server, event) => ({ ...step(server, event), fired: count++ % 2 ? [] : ['AE-1'] })),
    );
    expect(reason).toMatch(
      /^the protocol itself failed: the protocol is not deterministic: asked for the step of S\d at start in term 0, and again at once, fired\.0 is AE-1 the first time and undefined the second/,
    );
    expect(saysNotDeterministic(reason)).toBe(true);
  });

  test('is named when it throws only now and then', () => {
    let count = 0;
    const reason = reasonOf(
      stepping((server, event) => {
        if (count++ % 2 === 1) throw new Error('out of cheese');
        return step(server, event);
      }),
    );
    expect(reason).toContain('the protocol is not deterministic');
    expect(reason).toContain('out of cheese');
  });

  test('is named when it remembers what no server holds', () => {
    let steps = 0;
    const tired = stepping((server, event) => {
      const given = step(server, event);
      return steps++ < 2000 ? given : { ...given, fired: [...given.fired, 'AE-1'] };
    });
    const reason = reasonOf(tired);
    expect(reason).toMatch(/and again (at once|much later)/);
    expect(saysNotDeterministic(reason)).toBe(true);
  });

  test.each<readonly [string, (server: Server, event: Event) => void, RegExp]>([
    [
      'the server',
      (server) => void Object.assign(server, { currentTerm: 99 }),
      /changes the server .*: currentTerm was 0 and is 99/,
    ],
    [
      'its log',
      ({ log }) => void (log.tail as unknown[]).push(null),
      /changes the server .*: log\.tail\.\d+ was undefined and is null/,
    ],
    [
      'the event',
      (_, event) => void Object.assign(event, { type: 'compact' }),
      /changes the \w+ that it is given: type was start/,
    ],
  ])('is named when it changes %s in place', (_, change, words) => {
    const reason = reasonOf(
      stepping((server, event) => {
        const given = step(server, event);
        change(server, event);
        return given;
      }),
    );
    expect(reason).toMatch(words);
  });

  test('is told as it was found, since it can not be cut', () => {
    let count = 0;
    const protocol = stepping((server, event) => ({ ...step(server, event), fired: count++ % 2 ? [] : ['AE-1'] }));
    const { violation, steps } = explainTorture(1, protocol) ?? {};
    expect(violation).toMatchObject({ property: 'SP-18' });
    expect(saysNotDeterministic(violation?.because ?? '')).toBe(true);
    expect(steps).toBeDefined();
  });
});
