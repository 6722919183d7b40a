/** The exploration of a user's model, ready to be run and told of. */

import { UsageError } from '../../host/errors.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { judgementOfExplore } from '../../verify/report/ofExplore.ts';
import { placesIn } from '../../verify/report/place.ts';
import type { ExploreFlags } from './flags.ts';
import { loadModel } from './model.ts';
import { measuresOf, noVerdictOn, type Study } from './study.ts';
import { sourceIn } from './subject.ts';
import { summary } from './text.ts';

/**
 * A model in a user's file.
 *
 * @throws UsageError when there is none, or a flag is not for it.
 */
export const modelStudy = async (file: string, { symmetry, ...flags }: ExploreFlags): Promise<Study> => {
  for (const [flag, value] of [
    ['--protocol', flags.protocolFile],
    ['--traces', flags.traces],
    ['--decisions', flags.decisions],
  ]) {
    if (value !== undefined) throw new UsageError(`${flag} is for configurations of figure2, not for ${file}`);
  }
  const source = sourceIn(file);
  const model = await loadModel(file);
  if (symmetry && !('symmetry' in model)) {
    throw new UsageError(`${file}: the model has no symmetry; add one, or leave --symmetry out`);
  }
  const bound = 'within' in model ? ', within its bound' : '';
  const matter = {
    checked: `what stands above is true of every run of this model${bound}.`,
    notChecked: 'that a program does what the model says.',
  };
  return {
    title: `${model.name} (${file})`,
    subject: { model: source, ...(symmetry !== undefined && { symmetry }) },
    conclude: (report, resume) => ({
      ok: report.ok,
      noVerdict: noVerdictOn(report),
      document: { ok: report.ok, model: report.model, ...measuresOf(report) },
      text: summary(report, { ...matter, resume }),
      judge: () => {
        const command = commandLine(`explore ${shellWord(file)}`, {});
        return judgementOfExplore({ subject: model.name, ok: report.ok, report, command, places: placesIn(file) });
      },
    }),
  };
};
