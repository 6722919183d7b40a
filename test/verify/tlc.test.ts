/**
 * The published specification, judged by TLC itself: it needs Java, the tools of TLA+ and the text, which the environment names
 * (FIGURE2_TLC, FIGURE2_RAFT_TLA), and is skipped where they are not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mutants } from '../../model/mutants/index.ts';
import { judgePublished } from '../../model/published/judge.ts';
import { publishedRunOf } from '../../model/published/recorded.ts';
import { type PublishedTrace, reachedIn, tlaModule, tlaText } from '../../model/published/tlaModule.ts';
import { runScript } from '../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript } from '../../model/runs/scenario/script.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { judgeByTlc } from '../../src/verify/tlc.ts';
import { scenarios } from '../scenarios/golden.ts';

const { FIGURE2_TLC: jar = '', FIGURE2_RAFT_TLA: spec = '' } = process.env;
const isThere = jar !== '' && spec !== '';
const why = isThere
  ? ''
  : ' (skipped: name tla2tools.jar in FIGURE2_TLC and the published raft.tla in FIGURE2_RAFT_TLA)';

const all = scenarios().filter(({ text }) => !/^cluster .* with /m.test(text));

const played = (name: string, protocol: Protocol = shippedProtocol) => {
  const { file, text } = all.find((scenario) => scenario.name === name) ?? { file: name, text: '' };
  const script = parseScript(file, text);
  const recording = { setting: clusterOf(script), trace: runScript(script, { protocol }).trace };
  const trace: PublishedTrace = { ids: script.ids, steps: publishedRunOf(recording, protocol).steps };
  return { recording, trace };
};

describe.skipIf(!isThere)(`TLC${why}`, () => {
  test('says of all golden scripts what our own search says', { timeout: 900_000 }, () => {
    const runs = all.map(({ name }) => ({ name, ...played(name) })).filter(({ trace }) => trace.steps.length > 0);
    const byTlc = judgeByTlc(
      runs.map(({ trace }) => trace),
      { jar, spec },
    );
    expect(byTlc.length).toBeGreaterThan(40);
    for (const [place, { name, recording }] of runs.entries()) {
      const { ok, steps, changes } = judgePublished(recording);
      expect({ name, ...byTlc[place] }).toEqual({ name, ok, steps, asItStands: changes.length === 0, refused: null });
    }
  });

  test.each([
    ['A48', 'backup-too-short'],
    ['A40', 'append-before-snapshot'],
    ['A50', 'leader-crash-between-sends'],
    ['A11', 'append-before-snapshot'],
    ['A03', 'vote-refused-older-term'],
    ['A15', 'duplicate-vote'],
  ])('refuses %s in %s, at the same step', { timeout: 120_000 }, (id, name) => {
    const protocol = mutants.find((mutant) => mutant.id === id)?.protocol;
    expect(protocol).toBeDefined();
    const { recording, trace } = played(name, protocol);
    const { refused } = judgePublished(recording, protocol);
    expect(refused).not.toBeNull();
    expect(judgeByTlc([trace], { jar, spec })).toMatchObject([
      { ok: false, refused: { step: refused?.step, line: refused?.line } },
    ]);
  });
});

describe('without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-tlc-test-'));
  const here = join(folder, 'raft.tla');
  writeFileSync(here, '');
  afterAll(() => rmSync(folder, { recursive: true }));
  const { trace } = played('first-election');

  test.each([
    ['the jar', { jar: '/nowhere.jar', spec: here }, /^--tlc \/nowhere\.jar: there is no such file/],
    ['the text', { jar: here, spec: '/nowhere/raft.tla' }, /^--tla \/nowhere\/raft\.tla: there is no such file/],
    ['its name', { jar: here, spec: import.meta.filename }, /name one that is called raft\.tla$/],
    ['a jar that is one', { jar: here, spec: here }, /^(?:TLC has come to no verdict|--tlc needs Java)/],
  ])('%s it says so in a line', (_what, files, message) => {
    expect(() => judgeByTlc([trace], files)).toThrow(message);
  });
});

describe('the module of a run', () => {
  test('names what TLA+ can not write', () => {
    expect(tlaText({ a: ['x"y/é\\', -1, true], b: {} })).toBe('[a |-> <<"x/22/y/2f//e9//5c/", -1, TRUE>>, b |-> []]');
  });

  test('extends the text, and copies nothing of it', () => {
    const { name, module, config } = tlaModule([played('first-election').trace]);
    expect(module).toContain(`---- MODULE ${name} ----\nEXTENDS raft\n`);
    expect(
      module.split('\n').filter((line) => /^(?:Timeout|Receive|BecomeLeader|Next|Restart)\b.*==/.test(line)),
    ).toEqual([]);
    expect(config).toContain('Server = {"S1", "S2", "S3"}');
  });

  test('is read in what TLC prints', () => {
    const output = 'x\n<<"figure2 reached", 2, TRUE, 13>>\n<<"figure2 reached", 1, FALSE, 1>>\nFinished';
    expect(reachedIn(output)).toEqual([
      { run: 2, leaves: true, step: 13 },
      { run: 1, leaves: false, step: 1 },
    ]);
  });
});
