import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mutantOf } from '../../model/mutants/index.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { assertFixed, assertProtocol, checkProtocol, ExpectationFailed } from '../../src/vitest/index.ts';
import { objectionsTo } from '../../src/vitest/protocol.ts';

const traces = mkdtempSync(join(tmpdir(), 'figure2-vitest-'));
afterAll(() => rmSync(traces, { recursive: true }));

const mutant = (id: string): Protocol => {
  const found = mutantOf(id);
  if (!found) throw new Error(`there is no mutant ${id}`);
  return found.protocol;
};

/** Any majority commits, also of entries of earlier terms. */
const broken = mutant('A46');

const messageOf = (assertion: () => unknown): string => {
  try {
    assertion();
  } catch (error) {
    if (error instanceof ExpectationFailed) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const little = { labs: ['Persist13C'], worlds: [], tortureRuns: 0, randomRuns: 0, traces } as const;

describe('assertProtocol', () => {
  test('the shipped Raft holds, with every clause exercised', () => {
    const report = assertProtocol(shippedProtocol, {
      labs: ['3A'],
      worlds: ['elections'],
      tortureRuns: 1,
      randomRuns: 5,
    });
    expect(report).toEqual({ ok: true, seed: 1, failedLabs: [], openWorlds: [], missing: [] });
  });

  test('tells property, clause and step, draws the trace, writes it, and says how to replay it', () => {
    const message = messageOf(() => assertProtocol(broken, { ...little, file: './mine.ts' }));
    expect(message).toMatch(/^this is not Raft: SP-12 A leader commits by counting only entries of its own term\n/);
    expect(message).toMatch(/^ {2}Broken clause: RS-L-4 /m);
    expect(message).toMatch(/^ {2}Step \d+: S\d breaks RS-L-4$/m);
    expect(message).toMatch(/^ {4}commitIndex should be {2}0$/m);
    expect(message).toMatch(/^ +✗ RS-L-4 broken: commitIndex is 1, not 0$/m);
    expect(message).toContain('Found by Persist13C, seed 1');
    const file = join(traces, 'SP-12-1.itf.json');
    expect(message).toMatch(new RegExp(`\n  figure2 replay ${file} --protocol ./mine.ts$`));
    expect(existsSync(file)).toBe(true);
  });

  test('the command names a stand-in where nobody has said which module it is', () => {
    expect(messageOf(() => assertProtocol(broken, little))).toMatch(/--protocol \.\/your-protocol\.ts$/);
  });

  test.each([
    ['labs', { ...little }],
    ['worlds', { ...little, labs: [], worlds: ['figure-8'] }],
    ['torture', { ...little, labs: [], tortureRuns: 400 }],
    ['random runs', { ...little, labs: [], randomRuns: 400, allowVacuous: true }],
  ])('finds it in %s', (_engine, options) => {
    const { ok, counterexample } = checkProtocol(broken, options);
    expect([ok, counterexample?.violation.clause]).toEqual([false, 'RS-L-4']);
  });

  test('lets a protocol decide otherwise, also in the command', () => {
    const refusing: Protocol = mutant('never-grants-again');
    const options = {
      labs: ['FailNoAgree3B'],
      worlds: [],
      tortureRuns: 3,
      tortureRunsMax: 3,
      randomRuns: 20,
      traces,
      allowVacuous: true,
    };
    expect(messageOf(() => assertProtocol(refusing, options))).toMatch(/a different decision;/);
    expect(assertProtocol(refusing, { ...options, decisions: 'differ' }).ok).toBe(true);
    const message = messageOf(() => assertProtocol(broken, { ...little, decisions: 'differ' }));
    expect(message).toMatch(/--protocol \.\/your-protocol\.ts --decisions differ$/);
  });

  test('refuses what was never exercised, unless that is allowed', () => {
    const options = { ...little, labs: ['3A'], tortureRunsMax: 1 };
    const message = messageOf(() => assertProtocol(shippedProtocol, options));
    expect(message).toMatch(/^this is not known to be Raft: \d+ objections, seed 1\n/);
    expect(message).toMatch(/^ {2}IS-\d+ \(.*\) was never exercised$/m);
    const allowed = assertProtocol(shippedProtocol, { ...options, allowVacuous: true });
    expect(allowed.ok).toBe(true);
    expect(allowed.missing.length).toBeGreaterThan(0);
  });

  test('what keeps it from being known to be Raft', () => {
    const failedLabs = [{ name: 'Backup3B', because: 'it was late' }];
    const report = { ok: false, seed: 1, failedLabs, openWorlds: ['figure-8'], missing: ['AE-3'] } as const;
    expect(objectionsTo(report)).toEqual([
      'Backup3B failed: it was late',
      'figure-8 was not seen to its end: the memory was used up',
      expect.stringMatching(/^AE-3 \(An existing entry .*\) was never exercised$/),
    ]);
  });

  test.each([
    [{ seed: -1 }, 'seed is -1; give a whole number from 0 to 2147483647'],
    [{ tortureRuns: 1.5 }, 'tortureRuns is 1.5; give a whole number from 0 to 1000000'],
    [{ randomRuns: Number.NaN }, 'randomRuns is NaN; give a whole number from 0 to 1000000'],
  ])('numbers that are wrong: %j', (options, message) => {
    expect(() => checkProtocol(shippedProtocol, options)).toThrow(new RangeError(message));
  });

  test('names that are wrong', () => {
    expect(() => checkProtocol(shippedProtocol, { labs: ['3E'] })).toThrow(/there is no lab 3E; give 3A, /);
    expect(() => checkProtocol(shippedProtocol, { worlds: ['moon'] })).toThrow(/there is no bounded world moon; give /);
  });
});

describe('assertFixed', () => {
  const file = join(traces, 'SP-12-1.itf.json');

  test('holds on rules that do no harm', () => {
    messageOf(() => assertProtocol(broken, little));
    expect(assertFixed(file)).toMatchObject({ ok: true });
  });

  test('tells what is not fixed', () => {
    const message = messageOf(() => assertFixed(file, { protocol: broken, file: './mine.ts' }));
    expect(message).toMatch(/ is not fixed\n/);
    expect(message).toMatch(/^ {2}Broken clause: RS-L-4 /m);
    expect(message).toMatch(/\n {2}figure2 replay .*SP-12-1\.itf\.json --protocol \.\/mine\.ts$/);
  });

  test('refuses a trace of which nothing can happen, and a file that is no trace', () => {
    const document = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const empty = join(traces, 'empty.itf.json');
    writeFileSync(empty, JSON.stringify({ ...document, states: [] }));
    expect(messageOf(() => assertFixed(empty))).toMatch(/ tests nothing: /);
    writeFileSync(empty, '{}');
    expect(() => assertFixed(empty)).toThrow(/ is no trace: .*; give a file that figure2 has written/);
  });
});
