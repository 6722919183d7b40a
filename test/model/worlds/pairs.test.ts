/** The worlds of the pairs of pages: each pair has one, both pages act in it, and a defect of either is found there. */
import { describe, expect, test } from 'vitest';
import { extensionMutants } from '../../../model/mutants/extensions/index.ts';
import { wovenBeside } from '../../../model/mutants/mutant.ts';
import { type Config, worldOf } from '../../../model/worlds/configs/config.ts';
import { pairLedger } from '../../../model/worlds/configs/pairLedger.ts';
import {
  allPagesConfigs,
  clausesOfPair,
  pairConfigs,
  pairName,
  pairs,
  togetherConfigs,
} from '../../../model/worlds/configs/pairs.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { boxOf } from '../../../src/core/boxes.ts';
import { type ClauseId, clauses } from '../../../src/core/clauses.ts';
import { extensionIds, extensions } from '../../../src/core/extensions/index.ts';
import type { ExtensionId } from '../../../src/core/types.ts';
import { boundsDigest, ledgerProblem, measurePair, renderLedger } from '../../../src/docgen/pairs/ledger.ts';
import { pairsPage, spans } from '../../../src/docgen/pairs/page.ts';
import { configsFor } from '../../../src/verify/plan.ts';
import { store } from './arrange.ts';

/** These few are explored here; `npm run pairs -- --check` explores all of them. */
const SMALL = 1000;

const small = pairConfigs.filter(({ expected }) => expected.distinct < SMALL);

const configOfPair = (name: string): Config => {
  const config = pairConfigs.find((known) => known.name === name);
  if (!config) throw new Error(`there is no ${name}`);
  return config;
};

const firedOf = (name: string): readonly string[] => (pairLedger[name]?.fired ?? '').split(' ');

describe('the pairs', () => {
  test('are all that there are of two pages', () => {
    expect(pairs).toHaveLength((extensionIds.length * (extensionIds.length - 1)) / 2);
    expect(new Set(pairs.map((pair) => [...pair].sort().join())).size).toBe(pairs.length);
    expect(pairConfigs.map(({ extensions: pages }) => pages)).toEqual(pairs);
  });

  test.each(pairs.map((pair) => [pairName(pair), pair] as const))(
    '%s: both pages act, as was measured',
    (name, pair) => {
      const fired = firedOf(name);
      expect(clausesOfPair(pair).filter((id) => !fired.includes(id))).toEqual([]);
      for (const page of pair) expect(fired.some((id) => boxOf(id as ClauseId).extension === page)).toBe(true);
    },
  );

  test.each(allPagesConfigs.map((config) => [config.name, config] as const))(
    '%s: what it was made for acts',
    (name, config) => {
      const { extensions: pages, madeFor } = config;
      expect(pages).toEqual(extensionIds);
      const made = madeFor && 'clauses' in madeFor ? madeFor.clauses : [];
      expect(made.filter((id) => !firedOf(name).includes(id))).toEqual([]);
    },
  );

  test.each(small.map((config) => [config.name, config] as const))('%s: everything holds', (name, config) => {
    expect(measurePair(config)).toEqual({ measured: pairLedger[name], broken: [] });
  });

  test('what does not act is seen: without its timeouts a page is silent', () => {
    const config = configOfPair('pair-check-quorum-read-index');
    const { measured } = measurePair({ ...config, budget: { ...config.budget, quorumTimeouts: 0 } });
    expect(measured.fired.split(' ')).not.toContain('CQ-6');
    expect(firedOf(config.name)).toContain('CQ-6');
    expect(measured.from).not.toBe(pairLedger[config.name]?.from);
  });

  test('are among the worlds of a check with two pages, and of no other', () => {
    expect(configsFor(1, 1, ['read-index', 'no-op'])).toContain('pair-no-op-read-index');
    expect(configsFor(300, 1, extensionIds.toReversed())).toEqual(
      expect.arrayContaining(allPagesConfigs.map(({ name }) => name)),
    );
    for (const pages of [[], ['no-op'], ['no-op', 'read-index', 'pre-vote']] as const)
      expect(configsFor(1, 1, pages).filter((name) => name.startsWith('pair-'))).toEqual([]);
  });
});

/** A defect, the page beside which it is looked for, and what falls. */
const found: readonly (readonly [string, string, ExtensionId, string])[] = [
  ['pair-client-batches-read-index', 'reads-at-once', 'read-index', 'RI-2'],
  ['pair-client-batches-check-quorum', 'reverses-batch', 'client-batches', 'CB-1'],
  ['pair-parallel-write-check-quorum', 'never-looks', 'check-quorum', 'CQ-3'],
];

describe('a defect of one page is found beside the other', () => {
  test.each(found)('in %s, %s', (name, id, page, clause) => {
    const config = configOfPair(name);
    const mutant = extensionMutants[page].find((known) => known.id === id);
    if (!mutant) throw new Error(`there is no defect ${id}`);
    const protocol = wovenBeside(
      mutant,
      (config.extensions ?? []).map((other) => extensions[other]),
    );
    expect(protocol.extensions).toEqual(config.extensions);
    const { properties } = exploreSpace(worldOf(config, store(), { protocol }), { isHasty: true });
    const words = properties.flatMap(({ ok, because = '' }) => (ok === false ? [because] : []));
    expect(words.some((because) => because.includes(`broke ${clause}`))).toBe(true);
  });
});

describe('the ledger', () => {
  test('is of these worlds', () => {
    expect(ledgerProblem(togetherConfigs, pairLedger)).toBeUndefined();
  });

  test('is refused when a bound is another, a pair is new, or one is gone', () => {
    const [first, ...others] = togetherConfigs;
    if (!first) throw new Error('there are no pairs');
    const longer = [{ ...first, budget: { ...first.budget, crashes: 1 } }, ...others];
    expect(ledgerProblem(longer, pairLedger)).toBe(
      `model/worlds/configs/pairLedger.ts: ${first.name} is not measured as it is now; run npm run pairs`,
    );
    const more = [...togetherConfigs, { ...first, name: 'pair-new' }];
    expect(ledgerProblem(more, pairLedger)).toMatch(/: pair-new is not measured as it is now; /);
    expect(ledgerProblem(others, pairLedger)).toMatch(new RegExp(`: ${first.name} is gone; `));
    expect(boundsDigest({ ...first, title: 'Told otherwise' })).toBe(boundsDigest(first));
  });

  test('is written as it stands', () => {
    const file = '// Head\nexport const pairLedger: Readonly<Record<string, MeasuredPair>> = {};\n';
    const text = renderLedger(file, { 'pair-a-b': { distinct: 12_345, depth: 6, fired: 'PV-2 CQ-3', from: '12ab' } });
    expect(text).toBe(
      [
        '// Head',
        'export const pairLedger: Readonly<Record<string, MeasuredPair>> = {',
        "  'pair-a-b': {",
        '    distinct: 12_345,',
        '    depth: 6,',
        "    fired: 'PV-2 CQ-3',",
        "    from: '12ab',",
        '  },',
        '};',
        '',
      ].join('\n'),
    );
    expect(renderLedger(text, {})).toBe(file);
    const long = Array.from({ length: 20 }, (_, place) => `RI-${place + 1}`).join(' ');
    const row = { 'pair-a-b': { distinct: 1, depth: 6, fired: long, from: '12ab' } };
    expect(renderLedger(file, row)).toContain(`\n    fired:\n      '${long}',\n`);
  });
});

describe('the page', () => {
  const { text } = pairsPage();

  test('has a row and a section for each pair', () => {
    for (const pair of pairs) {
      expect(text).toContain(`\n| [${pair.join(' × ')}](#${pairName(pair)}) | `);
      expect(text).toContain(`\n## ${pairName(pair)}\n`);
    }
  });

  test('tells clauses in a row by their ends', () => {
    const told = spans(['PV-2', 'PV-3', 'PV-4', 'CQ-5', 'CQ-7']).replaceAll(/\(\S+\)/g, '');
    expect(told).toBe('[PV-2] to [PV-4], [CQ-5], [CQ-7]');
  });

  test('counts only what a step can follow', () => {
    const goals = Object.entries(clauses).flatMap(([id, { kind }]) => (kind === 'goal' ? [id] : []));
    const cells = text.split('\n').filter((line) => line.startsWith('| ['));
    for (const id of goals) expect(cells.some((line) => line.includes(`[${id}]`))).toBe(false);
  });
});
