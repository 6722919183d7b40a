/** What is looked at in a single local step, whatever world it happens in. Each answer is computed once for each local step. */

import { Cluster } from '../../src/cluster/cluster.ts';
import type { NodeStep } from '../../src/cluster/node.ts';
import { type ClauseId, otherDecisions } from '../../src/core/clauses.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { ExtensionId } from '../../src/core/types.ts';
import type { Observation } from '../../src/trace/observation.ts';
import { byContract, byReference } from '../oracle/step.ts';
import { safetyProperties } from '../properties/index.ts';
import { all, type CheckedProperty, type Finding, type Ghost, type Scene, sceneOf } from '../properties/property.ts';

/** A property of the spec, or agreement with the reference model. */
export type PropertyName = ClauseId | 'reference';

/** A property that a local step breaks. */
export interface Problem {
  readonly property: PropertyName;
  readonly because: string;
}

/** The five of Figure 3, or all. */
export type Oracles = 'core' | 'all';

/** Those that concern one step of one server. The others are asked of worlds, or of the world's memory. */
const ofOneStep: readonly ClauseId[] = [
  ...(['SP-2', 'SP-6', 'SP-7', 'SP-8', 'SP-9', 'SP-10'] as const),
  ...(['SP-11', 'SP-12', 'SP-16', 'SP-17', 'SP-19'] as const),
];

/** In the order in which they are told; the contract and the reference come last, since they explain the others. */
export const stepProperties = (oracles: Oracles, extensions: readonly ExtensionId[] = []): readonly PropertyName[] => {
  if (oracles === 'core') return ['SP-1', 'SP-2', 'SP-5'];
  const ofPages: readonly PropertyName[] = extensions.includes('read-index') ? ['RI-14'] : [];
  return ['SP-1', ...ofOneStep, 'SP-5', ...ofPages, 'SP-18', 'reference'];
};

export const worldProperties = (oracles: Oracles, extensions: readonly ExtensionId[] = []): readonly ClauseId[] => {
  if (oracles === 'core') return ['SP-3', 'SP-4'];
  const ofPages: readonly ClauseId[] = extensions.includes('membership') ? ['MC-20', 'MC-21', 'MC-22'] : [];
  return ['SP-3', 'SP-4', 'SP-13', 'SP-14', 'SP-15', ...ofPages];
};

const noGhost: Ghost = { committed: new Map(), lastIndex: 0 };
const nobody = new Cluster({ ids: [] });

const none: Finding = 'not concerned';

/** What a property finds in a step, and in the restart before it, remembering what the server and its disk tell of the past. */
const findingsOf = (property: CheckedProperty, scene: Scene): readonly Finding[] => {
  const { event, before, diskBefore } = scene;
  property.recall?.(before, diskBefore);
  const restarted = event.type === 'start' ? (property.restarted?.(before, noGhost) ?? none) : none;
  return [restarted, property.check(scene)];
};

/** What is wrong with a local step, and with the restart before it. */
export const problemsOf = (
  { observation, because }: NodeStep,
  oracles: Oracles,
  protocol: Protocol,
): readonly Problem[] => {
  if (!observation) return because === undefined ? [] : [{ property: 'SP-18', because }];
  const scene = sceneOf(observation, nobody, noGhost);
  const problems: Problem[] = [];
  const wanted: readonly ClauseId[] = oracles === 'core' ? ['SP-2'] : ofOneStep;
  for (const property of safetyProperties(() => undefined)) {
    if (!wanted.includes(property.id)) continue;
    const finding = all(findingsOf(property, scene));
    if (typeof finding === 'object') problems.push({ property: property.id, because: finding.because });
  }
  return oracles === 'all' ? [...problems, ...differencesIn(observation, protocol)] : problems;
};

/** A protocol that may decide otherwise than the spec is not the reference's equal. */
const differencesIn = (observation: Observation, { extensions, decisions }: Protocol): readonly Problem[] => {
  const isFree = decisions === 'differ';
  const problem = byContract(observation, extensions);
  const broken = problem && !(isFree && problem.clause in otherDecisions) ? problem : undefined;
  const difference = isFree ? undefined : byReference(observation, extensions);
  return [
    ...(broken
      ? [{ property: 'SP-18', because: `${observation.id} broke ${broken.clause}: ${broken.because}` } as const]
      : []),
    ...(difference ? [{ property: 'reference', because: difference.because } as const] : []),
  ];
};
