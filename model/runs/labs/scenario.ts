/** One test of the course: the function that plays it, and the network that it asks for. */

import type { Lab, Timed } from './lab.ts';

/** One test of the course. */
export interface Scenario {
  readonly name: string;
  readonly peers: number;
  readonly isReliable: boolean;
  readonly withSnapshots: boolean;
  readonly run: (lab: Lab) => Timed<void>;
}

type Setting = Pick<Scenario, 'peers'> & Partial<Omit<Scenario, 'name' | 'run'>>;

/** A scenario under the name of the function that plays it; on a reliable network and without snapshots unless told. */
export const scenario = (run: Scenario['run'], setting: Setting): Scenario => ({
  name: run.name,
  isReliable: true,
  withSnapshots: false,
  ...setting,
  run,
});
