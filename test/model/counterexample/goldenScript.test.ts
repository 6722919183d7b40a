import { describe, expect, test } from 'vitest';
import { explainRun } from '../../../model/counterexample/explanation.ts';
import { goldenScriptOf } from '../../../model/counterexample/goldenScript.ts';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript, ScriptError } from '../../../model/runs/scenario/script.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import type { Counterexample } from '../../../src/trace/recording.ts';
import { problemOf } from '../../scenarios/golden.ts';
import { foundIn, makesUpVotes, protocolOf, twoLeaders } from './arrange.ts';

const scriptOf = (counterexample: Counterexample, protocol: Protocol, runs: Protocol = protocol): string => {
  const { cause } = explainRun(counterexample, protocol);
  if (!cause) throw new Error('nothing is broken');
  return goldenScriptOf(counterexample, cause, runs);
};

/** What the runner of the scripts says. */
const verdictOn = (text: string): string | undefined =>
  problemOf({ name: 'saved', file: 'saved.raft', text }, 'compare');

/** Does the script fail where these rules run? */
const failsOn = (text: string, protocol: Protocol): boolean => {
  try {
    return runScript(parseScript('saved.raft', text), { protocol }).text !== text;
  } catch (error) {
    if (error instanceof ScriptError) return true;
    throw error;
  }
};

const stories: readonly (readonly [string, Counterexample, Protocol])[] = [
  ['two leaders', twoLeaders, makesUpVotes],
  ...(
    [
      ['A01', 2],
      ['A28', 1],
      ['A46', 2],
      ['B03', 1],
      ['C01', 1],
      ['C07', 2],
      ['ignores-checksum', 2],
    ] as const
  ).map(([id, seed]) => [id, foundIn(id, seed), protocolOf(id)] as const),
];

describe('a golden script that was saved', () => {
  test.each(stories)(
    '%s: fails on the rules that are wrong, and passes on those that are not',
    (_id, story, protocol) => {
      const text = scriptOf(story, protocol);
      expect(failsOn(text, protocol)).toBe(true);
      expect(failsOn(text, shippedProtocol)).toBe(false);
      expect(verdictOn(text)).toBeUndefined();
    },
  );

  test.each(stories)(
    '%s: fails as long as nobody has accepted it, when the shipped rules are wrong',
    (_id, story, protocol) => {
      const text = scriptOf(story, protocol, shippedProtocol);
      expect(verdictOn(text)).toMatch(/^saved\.raft:\d+: the run differs from the file/);
      expect(text).toContain('Nothing stands under the last command.');
    },
  );

  test('RS-C-2: says what should happen', () => {
    expect(scriptOf(twoLeaders, makesUpVotes).split('\n').slice(0, 7)).toEqual([
      '# Election Safety: at most one leader in a term, ever: found by a person, seed 1',
      '#',
      '# At the last step S1 has to do what the rule says: Votes from a majority: become leader.',
      '# It did not when this was written: role was "leader", and should be "candidate".',
      '# What came of it: S2 leads term 1, which S1 has led.',
      '# What has to come of the commands stands under them; the rules that act in the last step: RS-F-2 RS-C-1 RV-3 ST-8.',
      '',
    ]);
  });

  test('calls servers as scripts do', () => {
    const renamed: Counterexample = JSON.parse(
      JSON.stringify(twoLeaders).replaceAll('S1', 'alpha').replaceAll('S2', 'beta').replaceAll('S3', 'gamma'),
    ) as Counterexample;
    const protocol: Protocol = {
      ...shippedProtocol,
      step: (server, event) => {
        const stepped = shippedProtocol.step(server, event);
        const isWrong = event.type === 'timeout' && event.timer === 'election' && server.id === 'alpha';
        return isWrong ? { ...stepped, server: { ...stepped.server, commitIndex: 7 } } : stepped;
      },
    };
    const text = scriptOf({ ...renamed, trace: renamed.trace.slice(0, 4) }, protocol);
    expect(text).toMatch(/^cluster S1 S2 S3$/m);
    expect(verdictOn(text)).toBeUndefined();
  });
});
