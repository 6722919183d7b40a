/** An experiment as a picture: its run, with what is violated beside the step that did it, and the logs at its end. */
import type { Protocol } from '../../src/core/protocol.ts';
import { logPanels } from '../../src/trace/picture/logs.ts';
import { type Note, type Picture, pictureOf } from '../../src/trace/picture/picture.ts';
import type { TraceStep } from '../../src/trace/recording.ts';
import { stepsOf } from '../counterexample/steps.ts';
import { clusterOf, type Script } from '../runs/scenario/script.ts';
import type { Experiment } from './experiment.ts';
import type { Fall } from './witness.ts';

/** The picture of an experiment that was played on this defect. */
export const experimentPicture = (script: Script, { trace, falls }: Experiment, defect: Protocol): Picture => {
  const setting = clusterOf(script);
  const { steps } = stepsOf({ setting, trace }, defect, true);
  const { rows, servers } = pictureOf({ setting, steps, cause: null });
  return {
    title: script.title,
    servers,
    rows: rows.map((row) => ({
      ...row,
      notes: falls.filter(({ place }) => stepAt(trace, place) === row.step).map(noteOf),
    })),
    panels: logPanels(servers, steps, [steps.length]),
  };
};

/** The step that stands at a place of a trace: losses are none. */
const stepAt = (trace: readonly TraceStep[], place: number): number =>
  trace.slice(0, place + 1).filter(({ line }) => !line.includes('⇥')).length;

const noteOf = ({ property, because }: Fall): Note => ({
  tone: 'broken',
  text: `${property} violated: ${because}`,
});
