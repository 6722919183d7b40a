import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain } from '../../../model/counterexample/explanation.ts';
import { extensionMutants } from '../../../model/mutants/extensions/index.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { worldOf } from '../../../model/worlds/configs/config.ts';
import { extensionConfigs } from '../../../model/worlds/configs/index.ts';
import { exploreSpace } from '../../../src/check/explore/explore.ts';
import { boxOf } from '../../../src/core/boxes.ts';
import { type ClauseId, clauseIds, clausesNotCounted, clauses as clausesOfSpec } from '../../../src/core/clauses.ts';
import { extensionIds } from '../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import { store } from '../worlds/arrange.ts';
import { idProblems } from './ids.ts';

/** The first seed of torture that shows a defect; all others show in the first. */
const SEEDS: Readonly<Record<string, number>> = {
  'binds-by-its-vote': 2,
  'grants-to-old-log': 2,
  'grants-beside-leader': 4,
  'counts-twice': 41,
  'stays-pre-candidate': 58,
  'sends-one-by-one': 2,
  'keeps-old-index': 9,
  'counts-old-write': 88,
  'goes-by-leader': 2,
  'lease-never-ends': 2,
  'needs-everybody': 2,
  'denies-aloud': 4,
  'never-gives-up': 2,
  'heartbeats-go-on': 4,
  'ignores-new-leaders': 4,
  'keeps-answers': 4,
  'leads-unheard': 4,
  'names-itself': 4,
  'obeys-candidates': 4,
  'timer-outlives-rule': 4,
  'counts-old-answers': 5,
  'ignores-answers': 5,
  'obeys-pre-candidate': 53,
  'answers-no-op': 3,
  'applies-no-op': 3,
  'commits-at-once': 2,
  'skips-no-op': 2,
  'trusts-old-no-op': 4,
  'answers-old-check': 2,
  'answers-unapplied': 7,
  'answers-when-lost': 2,
  'keeps-old-answers': 2,
};

/** The bounded world that shows a defect for which timers of real lengths are too rarely wrong. */
const WORLDS: Readonly<Record<string, string>> = {
  'lease-outlives-term': 'check-quorum-newer-term',
  'counts-old-term': 'read-index-terms',
  'takes-old-answers': 'membership-rejoin',
  'leads-though-removed': 'membership-shrink',
  'stands-though-out': 'membership-grow',
  'changes-unready': 'membership-single-server',
  'keeps-change': 'membership-grow',
  'joins-too-soon': 'membership-grow',
  'ends-joint-early': 'membership-shrink',
  'acts-when-committed': 'membership-shrink',
  'keeps-deleted': 'membership-rollback',
  'keeps-order': 'membership-grow',
  'applies-members': 'membership-shrink',
  'compacts-without': 'membership-snapshot',
  'installs-blindly': 'membership-snapshot',
  'forgets-at-restart': 'membership-last-word',
  'counts-old-only': 'membership-joint-election',
  'counts-new-only': 'membership-joint-election',
  'counts-union': 'membership-joint-election',
  'counts-learners': 'membership-learners',
};

const clauseInWorld = (name: string | undefined, protocol: Protocol): ClauseId | undefined => {
  const config = extensionConfigs.find((known) => known.name === name);
  if (!config) return undefined;
  const { properties } = exploreSpace(worldOf(config, store(), { protocol }), {});
  return explain({ engine: 'exhaustive', config, properties }, protocol)?.violation.clause;
};

describe.each(extensionIds)('the defects of %s', (extension) => {
  const all = extensionMutants[extension];

  test('are those of its folder, and have ids that are taken for nothing else', () => {
    const name = extension.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const folder = new URL(`../../../model/mutants/extensions/${name}/`, import.meta.url);
    const slugs = readdirSync(folder).filter((file) => file !== 'index.ts');
    expect(all.map(({ id }) => `${id}.ts`)).toEqual(slugs.sort());
    expect(idProblems([...mutants, ...all].map(({ id }) => ({ id, slug: id }))).filter(isOurs)).toEqual([]);
    function isOurs(problem: string): boolean {
      return all.some(({ id }) => problem.startsWith(`${id}:`));
    }
  });

  test('break every rule of the page, and no other', () => {
    const clauses = clauseIds.filter(
      (id) =>
        boxOf(id).extension === extension &&
        !['goal', 'property'].includes(clausesOfSpec[id].kind) &&
        !(id in clausesNotCounted),
    );
    const broken = new Set(all.map(({ clause }) => clause));
    expect(clauses.filter((id) => !broken.has(id))).toEqual([]);
    expect([...broken].filter((id) => !clauses.includes(id))).toEqual([]);
  });

  test.each(all.map((mutant) => [mutant.id, mutant] as const))('%s dies by its clause', (id, { clause, protocol }) => {
    const found =
      id in WORLDS
        ? clauseInWorld(WORLDS[id], protocol)
        : runTorture({ seed: SEEDS[id] ?? 1, protocol }).violation?.clause;
    expect(found).toBe(clause);
  });
});
