import { describe, expect, test } from 'vitest';
import { type Claim, everything, figureClaims, withoutClaim } from '../../../../model/oracle/contracts/claims.ts';
import { brokenClause } from '../../../../model/oracle/contracts/index.ts';
import { contractPages } from '../../../../model/oracle/extensions/index.ts';
import { runRandom } from '../../../../model/runs/lockstep/index.ts';
import { runScript } from '../../../../model/runs/scenario/runner.ts';
import { parseScript } from '../../../../model/runs/scenario/script.ts';
import { runTorture } from '../../../../model/runs/torture/index.ts';
import { boxOf } from '../../../../src/core/boxes.ts';
import { type ClauseId, clauseIds } from '../../../../src/core/clauses.ts';
import { extensionIds, protocolWith } from '../../../../src/core/extensions/index.ts';
import type { Protocol } from '../../../../src/core/protocol.ts';
import type { Effect, Event } from '../../../../src/core/types.ts';
import type { Observation } from '../../../../src/trace/observation.ts';
import { appendEntries, candidate } from '../../../core/arrange.ts';
import { scenarios } from '../../../scenarios/golden.ts';
import { judged, observationOf } from '../../observed.ts';

const figure = protocolWith();
const withPreVote = protocolWith(['pre-vote']);
const withAll = protocolWith(extensionIds);
const pageClaims = extensionIds.map((id) => [id, contractPages([id])[0]?.claims ?? {}] as const);
const claims: Readonly<Partial<Record<ClauseId, Claim>>> = Object.fromEntries(
  [figureClaims, ...pageClaims.map(([, its]) => its)].flatMap((its) => Object.entries(its)),
);

/** Steps of real runs: for each clause one in which it acts, and one of each kind of event in which it does not. */
const steps = (() => {
  const acting = new Map<ClauseId, Observation>();
  const resting = new Map<string, Observation>();
  const step = (observation: Observation): void => {
    const { fired, event } = observation;
    for (const id of fired) if (!acting.has(id)) acting.set(id, observation);
    if (!resting.has(event.type)) resting.set(event.type, observation);
    for (const id of Object.keys(claims) as ClauseId[]) {
      const key = `${id} ${event.type}`;
      if (!fired.includes(id) && !resting.has(key)) resting.set(key, observation);
    }
  };
  const look = (protocol: Protocol): Protocol => ({
    ...protocol,
    ...judged({ step, restart: () => undefined }, protocol),
  });
  for (const protocol of [figure, withPreVote, withAll]) {
    runRandom({ seed: 1, runs: 60, protocol: look(protocol) });
    for (const seed of [1, 2, 3, 4, 5, 6]) runTorture({ seed, protocol: look(protocol) });
  }
  runRandom({ seed: 3, runs: 60, protocol: look(protocolWith(['parallel-write'])) });
  // No random run asks for other members.
  const ofMembership = scenarios().filter(({ file }) => file.includes('membership'));
  for (const { file, text } of ofMembership) {
    const script = parseScript(file, text);
    runScript(script, { protocol: look(protocolWith(script.extensions)) });
  }
  const rival = candidate();
  step(observationOf(rival, appendEntries(), figure.step(rival, appendEntries()))); // runs rarely show two candidates
  return { acting, resting };
})();

/** What follows from effects, or comes before there is a transition. */
const ofNoTransition: readonly ClauseId[] = ['ST-8', 'D-23', 'D-24'];

const claimed = Object.entries(claims) as (readonly [ClauseId, NonNullable<(typeof claims)[ClauseId]>])[];

describe('what a step claims', () => {
  test('has for every clause a condition, or a reason why there is none', () => {
    const undecided = clauseIds.filter((id) => (claims[id] === undefined) === (withoutClaim(id) === undefined));
    expect(undecided).toEqual([]);
    for (const id of Object.keys(figureClaims) as ClauseId[]) expect(boxOf(id).extension, id).toBeUndefined();
    for (const [page, its] of pageClaims)
      for (const id of Object.keys(its) as ClauseId[]) expect(boxOf(id).extension, id).toBe(page);
  });

  test('is what a transition of the machine may cite', () => {
    const { states, always } = withAll.machine.config as unknown as MachineConfig;
    const cited = new Map<ClauseId, Set<string>>();
    const cite = (events: readonly string[], answers: Answers | undefined): void => {
      for (const { meta } of [answers ?? []].flat() as readonly Cited[]) {
        for (const id of meta.clauses) {
          const known = cited.get(id) ?? new Set();
          for (const event of events) known.add(event.replace(/^timeout\..*/, 'timeout'));
          cited.set(id, known);
        }
      }
    };
    cite(everything, always);
    for (const { on, always: own } of [
      ...Object.values(states),
      ...Object.values((figure.machine.config as unknown as MachineConfig).states),
    ]) {
      cite(everything, own);
      for (const [event, answers] of Object.entries(on)) cite([event], answers);
    }
    const counted = [...cited].filter(([id]) => withoutClaim(id) === undefined);
    const unknown = counted.filter(([id]) => claims[id] === undefined).map(([id]) => id);
    expect(unknown).toEqual([]);
    const strange = claimed.flatMap(([id, { on }]) =>
      ofNoTransition.includes(id)
        ? []
        : on.filter((event) => !cited.get(id)?.has(event)).map((event) => `${id} at ${event}`),
    );
    expect(strange).toEqual([]);
  });

  test.each(claimed)('%s: is told when it has acted', (id, { mayBeSilent }) => {
    const step = steps.acting.get(id);
    if (!step) throw new Error(`no run has shown ${id}`);
    expect(brokenClause(step)).toBeUndefined();
    const silent = brokenClause({ ...step, fired: step.fired.filter((other) => other !== id) });
    expect(silent?.clause).toBe(mayBeSilent ? undefined : id);
    if (!mayBeSilent) expect(silent?.because).toBe(`${id} has acted, and the step does not claim it`);
  });

  test.each(claimed)('%s: is not told when it has not acted, whatever the event', (id) => {
    const wrong = everything.flatMap((type) => {
      const step = steps.resting.get(`${id} ${type}`);
      if (!step) return [];
      expect(brokenClause(step)).toBeUndefined();
      const problem = brokenClause({ ...step, fired: [...step.fired, id] });
      return problem?.clause === id && problem.because.startsWith(`it claims ${id}, `) ? [] : [type];
    });
    expect(wrong).toEqual([]);
  });

  test('D-23: no page speaks of a message that goes astray, although it would act on one that does not', () => {
    const pages = pageClaims.flatMap(([, its]) => Object.keys(its) as ClauseId[]);
    const onMessages = pages.flatMap((id) => {
      const { before, event } = steps.acting.get(id) ?? {};
      return before && event && 'from' in event ? [{ id, before, stray: { ...event, to: 'S99' } }] : [];
    });
    expect(onMessages.map(({ id }) => id)).toEqual(expect.arrayContaining(['PV-6', 'CQ-4', 'RI-6', 'LT-5']));
    for (const { id, before, stray } of onMessages) {
      const step = observationOf(before, stray, withAll.step(before, stray));
      expect([id, brokenClause(step)]).toEqual([id, undefined]);
      expect(brokenClause({ ...step, fired: ['D-23', id] })?.clause).toBe(id);
    }
  });

  test.each(everything.map((type) => [type] as const))('%s: claims that no step can make are refused', (type) => {
    const step = steps.resting.get(type);
    if (!step) throw new Error(`no run has shown ${type}`);
    for (const id of clauseIds.filter((other) => withoutClaim(other) !== undefined)) {
      const problem = brokenClause({ ...step, fired: [...step.fired, id] });
      expect(problem?.clause).toBe(id);
      expect(problem?.because).toContain(', which no step can: ');
    }
  });

  test('AE-4: is refused where nothing was appended, and named', () => {
    const heartbeat = { type: 'AppendEntries', entries: [] as readonly unknown[] };
    const step = [...steps.resting.values()].find(
      ({ event }) => event.type === heartbeat.type && 'entries' in event && event.entries.length === 0,
    );
    if (!step) throw new Error('no run has shown a heartbeat');
    expect(brokenClause({ ...step, fired: [...step.fired, 'AE-4'] })).toEqual({
      clause: 'AE-4',
      because: 'it claims AE-4, and nothing that the clause says has happened',
    });
  });

  test('is said once, and of clauses', () => {
    const step = steps.acting.get('RV-2');
    if (!step) throw new Error('no run has shown a vote');
    expect(brokenClause({ ...step, fired: [...step.fired, 'RV-2'] })).toEqual({
      clause: 'RV-2',
      because: 'it claims RV-2 twice in one step',
    });
    expect(brokenClause({ ...step, fired: [...step.fired, 'XY-1' as ClauseId] })).toEqual({
      clause: 'SP-18',
      because: 'it claims XY-1, which is no clause',
    });
    expect(brokenClause({ ...step, fired: step.fired.toReversed() })).toBeUndefined();
  });

  test('PV-6: is refused where the page is not woven in', () => {
    const step = [...steps.resting.values()].find(({ before }) => before.extensions === undefined);
    if (!step) throw new Error('no run has shown a step of the figure alone');
    expect(brokenClause({ ...step, fired: [...step.fired, 'PV-6'] })?.clause).toBe('PV-6');
  });
});

test('SP-18: an effect that is none is more than any clause says', () => {
  const step = steps.acting.get('RV-2');
  if (!step) throw new Error('no run has shown a vote');
  const telephone = { type: 'telephone', to: 'S2' } as unknown as Effect;
  expect(brokenClause({ ...step, effects: [...step.effects, telephone] })).toEqual({
    clause: 'SP-18',
    because: 'it asks for telephone, which is no effect',
  });
});

/** Every protocol below does what it should and says of itself what is not so. */
describe('a protocol that says too much or too little of itself', () => {
  const saying = (say: (fired: readonly ClauseId[], event: Event) => readonly ClauseId[]): Protocol => ({
    ...figure,
    step: (server, event) => {
      const given = figure.step(server, event);
      return { ...given, fired: say(given.fired, event) };
    },
  });

  test.each([
    ['claims everything', saying(() => clauseIds)],
    [
      'claims all that is counted',
      saying((fired) => [...new Set([...fired, ...(Object.keys(figureClaims) as ClauseId[])])]),
    ],
    ['claims one clause too much', saying((fired, { type }) => (type === 'timeout' ? [...fired, 'D-13'] : fired))],
    ['claims one clause too little', saying((fired) => fired.filter((id) => id !== 'AE-4'))],
    ['claims nothing', saying(() => [])],
    ['says things twice', saying((fired) => [...fired, ...fired])],
    ['says what is no clause', saying((fired) => [...fired, 'AE-99' as ClauseId])],
  ])('%s: breaks SP-18 in torture and in lockstep', (_, protocol) => {
    expect(runTorture({ seed: 1, protocol }).violation).toMatchObject({ property: 'SP-18' });
    expect(runRandom({ seed: 1, runs: 5, protocol }).failure?.violation).toMatchObject({ property: 'SP-18' });
  });
});

interface Cited {
  readonly meta: { readonly clauses: readonly ClauseId[] };
}

type Answers = Cited | readonly Cited[];

interface MachineConfig {
  readonly always?: Answers;
  readonly states: Readonly<
    Record<string, { readonly always?: Answers; readonly on: Readonly<Record<string, Answers>> }>
  >;
}
