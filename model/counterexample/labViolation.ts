/** What a lab has broken: a safety property, or a goal if it was failed although none fell. */
import type { Protocol } from '../../src/core/protocol.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Server } from '../../src/core/types.ts';
import type { Setting, Violation } from '../../src/trace/recording.ts';
import { type LabReport, THROWN } from '../runs/labs/run.ts';
import { hindranceIn } from '../runs/torture/healing.ts';
import { watchedLab } from '../runs/watchedLab.ts';

/** Which lab is run, with which seed, on what. */
export interface LabToJudge {
  readonly name: string;
  readonly seed: number;
  readonly protocol: Protocol;
  /** Called with every line of the trace. */
  readonly trace?: (line: string) => void;
}

/** A lab that was run, and what it has broken; undefined: nothing that a property or a goal speaks of. */
export const judgedLab = (
  lab: LabToJudge,
): { readonly setting: Setting; readonly violation: Violation | undefined } => {
  let setting: Setting = { servers: [], options: defaultOptions };
  let servers = (): readonly Server[] => [];
  const { report, violation } = watchedLab(lab, (cluster) => {
    const { ids } = cluster;
    servers = () => cluster.running;
    setting = { servers: ids, options: ids[0] === undefined ? defaultOptions : cluster.disk(ids[0]).options };
  });
  return { setting, violation: violation ?? missedIn(report, servers()) };
};

/**
 * The goal that a failed lab has missed, with what stands in its way at the end; of one that ended in the middle of a step, that
 * step. Some labs ask for more than the goals do.
 */
const missedIn = ({ ok, because = '', events }: LabReport, servers: readonly Server[]): Violation | undefined => {
  if (because.startsWith(THROWN)) {
    const what = `the protocol itself failed: ${because.slice(THROWN.length)}`;
    return { property: 'SP-18', clause: 'SP-18', because: what, step: events };
  }
  const hindrance = ok ? undefined : hindranceIn(servers);
  return hindrance && { ...hindrance, because: `${because}: ${hindrance.because}`, step: events };
};
