import { expect, test } from 'vitest';
import { z } from 'zod';
import { ndjsonOf } from '../../../model/counterexample/ndjson.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript } from '../../../model/runs/scenario/script.ts';
import { scenarios } from '../../scenarios/golden.ts';

const line = z.union([
  z.strictObject({ step: z.int(), at: z.string(), action: z.looseObject({ type: z.string() }) }),
  z.strictObject({
    step: z.int(),
    at: z.string(),
    effect: z.looseObject({ type: z.string() }),
    executed: z.boolean(),
  }),
  z.strictObject({
    step: z.int(),
    at: z.string(),
    server: z
      .looseObject({
        role: z.string(),
        currentTerm: z.int(),
        commitIndex: z.int(),
        log: z.strictObject({
          snapshotIndex: z.int(),
          snapshotTerm: z.int(),
          entries: z.array(z.strictObject({ index: z.int(), term: z.int(), command: z.string() })),
        }),
      })
      .nullable(),
    fired: z.array(z.string()),
  }),
]);

const linesOf = (name: string) => {
  const scenario = scenarios().find((one) => one.name === name);
  if (!scenario) throw new Error(`there is no script ${name}`);
  const script = parseScript(scenario.file, scenario.text);
  return ndjsonOf({ setting: clusterOf(script), trace: runScript(script).trace }).map((text) =>
    line.parse(JSON.parse(text)),
  );
};

test('each effect is a line, in its order, and the server follows with its whole log', () => {
  const lines = linesOf('replication');
  const command = lines.findIndex((one) => 'action' in one && JSON.stringify(one.action).includes('clientCommand'));
  const { step } = lines[command] ?? {};
  const own = lines.filter((one) => one.step === step);
  expect(own.map((one) => ('effect' in one ? one.effect.type : Object.keys(one).at(2)))).toEqual([
    'action',
    'persist',
    ...own.slice(2, -1).map(() => 'send'),
    'server',
  ]);
  const last = own.at(-1);
  expect(last && 'server' in last && last.server?.log.entries.map(({ index }) => index)).toEqual([1]);
});

test('what a crash cut off was not executed, and the server is down', () => {
  const lines = linesOf('leader-crash-between-sends');
  const cut = lines.filter((one) => 'effect' in one && !one.executed);
  expect(cut.map((one) => 'effect' in one && one.effect.type)).toEqual(expect.arrayContaining(['send']));
  const after = lines.filter((one) => 'server' in one && one.step === cut[0]?.step);
  expect(after).toEqual([expect.objectContaining({ server: null })]);
});
