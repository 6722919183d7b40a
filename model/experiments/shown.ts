/** An experiment as a picture: its run, with what is violated beside the step that did it, and the logs at its end. */
import type { Protocol } from '../../src/core/protocol.ts';
import { logPanels } from '../../src/trace/picture/logs.ts';
import { type Note, type Picture, pictureOf } from '../../src/trace/picture/picture.ts';
import { countSteps, stepsOf } from '../counterexample/steps.ts';
import { clusterOf, type Script } from '../runs/scenario/script.ts';
import type { Experiment } from './experiment.ts';
import type { Fall } from './witness.ts';

/** The picture of an experiment that was played on this defect. */
export const experimentPicture = (script: Script, { trace, falls }: Experiment, defect: Protocol): Picture => {
  const setting = clusterOf(script);
  const { steps } = stepsOf({ setting, trace }, defect, true);
  const { rows, servers } = pictureOf({ setting, steps, cause: null });
  const fallen = falls.map((fall) => ({ step: countSteps(trace.slice(0, fall.place + 1)), note: noteOf(fall) }));
  return {
    title: script.title,
    servers,
    rows: rows.map((row) => ({
      ...row,
      notes: fallen.filter(({ step }) => step === row.step).map(({ note }) => note),
    })),
    panels: logPanels(servers, steps, [steps.length]),
  };
};

const noteOf = ({ property, because }: Fall): Note => ({
  tone: 'broken',
  text: `${property} violated: ${because}`,
});
