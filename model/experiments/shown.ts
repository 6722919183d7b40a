/** An experiment as a picture: its run, with what is violated or claimed beside the step that did it, and the logs at its end. */
import type { Protocol } from '../../src/core/protocol.ts';
import { logPanels } from '../../src/trace/picture/logs.ts';
import { type Note, type Picture, pictureOf } from '../../src/trace/picture/picture.ts';
import { countSteps, stepsOf } from '../counterexample/steps.ts';
import { type Command, clusterOf, type Script } from '../runs/scenario/script.ts';
import type { Experiment } from './experiment.ts';
import type { Fall } from './witness.ts';

/** The picture of an experiment that was played on this defect. */
export const experimentPicture = (script: Script, experiment: Experiment, defect: Protocol): Picture => {
  const { trace, falls } = experiment;
  const setting = clusterOf(script);
  const { steps } = stepsOf({ setting, trace }, defect, true);
  const { rows, servers, panels = [] } = pictureOf({ setting, steps, cause: null });
  const fallen = falls.map((fall) => ({ step: countSteps(trace.slice(0, fall.place + 1)), note: noteOf(fall) }));
  const notes = [...fallen, ...claimNotes(script, experiment)];
  return {
    title: script.title,
    servers,
    rows: rows.map((row) => ({
      ...row,
      notes: notes.filter(({ step }) => step === row.step).map(({ note }) => note),
    })),
    panels: [...panels, ...logPanels(servers, steps, [steps.length])],
  };
};

/** The claims that are no violation, each with the step above it. */
const claimNotes = (
  { statements }: Script,
  { answers, places, trace, repeats }: Experiment,
): readonly { readonly step: number; readonly note: Note }[] => {
  const stepAbove = (place: number): number => countSteps(trace.slice(0, places[place]));
  const marked = statements.findLastIndex(({ command }) => command?.type === 'mark');
  return statements.flatMap(({ line, command }, place) => {
    const answer = answers.get(line)?.join('; ');
    return answer === undefined || !command || (command.type === 'mark' && !repeats)
      ? []
      : [{ step: stepAbove(place), note: noteOfClaim(command.type, answer, stepAbove(marked)) }];
  });
};

const noteOfClaim = (type: Command['type'], answer: string, marked: number): Note => {
  if (type === 'mark') return { tone: 'turn', text: 'from here on the same can happen again and again' };
  return {
    tone: 'broken',
    text: type === 'repeats' ? `${answer}, after step ${marked}: it can go on for ever` : answer,
  };
};

const noteOf = ({ property, because }: Fall): Note => ({
  tone: 'broken',
  text: `${property} violated: ${because}`,
});
