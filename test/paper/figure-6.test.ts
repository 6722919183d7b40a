/** Figure 6: what a log is made of, and up to where it is committed. The golden script plays it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { parseScript } from '../../model/runs/scenario/script.ts';
import type { Server } from '../../src/core/types.ts';
import { termsOf } from '../core/arrange.ts';

const figure: Readonly<Record<string, readonly number[]>> = {
  S1: [1, 1, 1, 2, 3, 3, 3, 3],
  S2: [1, 1, 1, 2, 3],
  S3: [1, 1, 1, 2, 3, 3, 3, 3],
  S4: [1, 1],
  S5: [1, 1, 1, 2, 3, 3, 3],
};

const file = 'test/scenarios/figure-6.raft';

/** The servers as the script leaves them. */
const servers = (text = readFileSync(file, 'utf8')): ReadonlyMap<string, Server> => {
  const latest = new Map<string, Server>();
  runScript(parseScript(file, text), {
    judge: {
      broken: ({ id, after }) => {
        latest.set(id, after);
        return undefined;
      },
    },
    impossible: () => [],
  });
  return latest;
};

/** The highest index that a majority of these logs reaches: no more can be committed. */
const onMajority = (logs: readonly (readonly number[])[]): number =>
  logs.map(({ length }) => length).sort((a, b) => b - a)[Math.floor(logs.length / 2)] ?? 0;

describe('Figure 6', () => {
  test('ST-3: the logs are those of the figure', () => {
    for (const [id, server] of servers()) expect([id, termsOf(server.log)]).toEqual([id, figure[id]]);
    expect(servers().size).toBe(5);
  });

  test('ST-4, RS-L-4: the leader has committed the seven entries that three of five servers hold', () => {
    expect(onMajority(Object.values(figure))).toBe(7);
    expect(servers().get('S1')?.commitIndex).toBe(7);
    expect([...servers().values()].every(({ commitIndex }) => commitIndex <= 7)).toBe(true);
  });

  test('RS-L-4: the eighth entry is committed as soon as a third server has it', () => {
    const whole = readFileSync(file, 'utf8');
    const healed = whole.replace('cut S1 S3 | S2 S4 S5', 'cut S1 S3 S5 | S2 S4');
    expect(healed).not.toBe(whole);
    expect(servers(healed.replaceAll(/^> .*\n/gm, '')).get('S1')?.commitIndex).toBe(8);
  });
});
