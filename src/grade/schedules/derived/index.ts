/** The derived schedules, as they are played with the others. */
import type { DirectedSchedule } from '../schedule.ts';
import { foundClauses } from './clauses.ts';
import { playOf } from './player.ts';
import type { DerivedSchedule } from './script.ts';
import { derivedScripts } from './scripts.ts';
import { titleOf } from './words.ts';

/** A derived schedule in the form of all others. */
export const directedFrom = ({ id, mutant, clause, shownBy, finds, script }: DerivedSchedule): DirectedSchedule => ({
  id,
  title: titleOf(script),
  servers: script.servers,
  shownBy,
  clauses: [clause, ...finds.filter((other) => other !== mutant).flatMap((other) => foundClauses.get(other) ?? [])],
  hasOwnClocks: true,
  plays: [{ script: playOf(script) }],
});

/** All of them. */
export const derivedSchedules: readonly DirectedSchedule[] = derivedScripts.map(directedFrom);
