/** Experiments of the command line: each is a script of the package, played anew. */
import { stripVTControlCharacters } from 'node:util';
import {
  clauseOfExhibit,
  defectOf,
  type Exhibit,
  type Experiment,
  exhibits,
  experimentPicture,
  experimentsFolder,
  nameOfReport,
  playExperiment,
  scriptOfExhibit,
  withoutExperiment,
} from '../../../model/experiments/index.ts';
import { parseScript, type Script } from '../../../model/runs/scenario/script.ts';
import { type ClauseId, clauseIds, clauses } from '../../core/clauses.ts';
import { closingLine } from '../../docgen/page/clauseTexts.ts';
import { ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { writeText } from '../../host/files.ts';
import { colors, print, printDocument, printJson, printText } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { wrap } from '../../text/printable.ts';
import { drawMermaid } from '../../trace/picture/mermaid.ts';
import { drawSvg } from '../../trace/picture/svg.ts';
import { drawTerminal } from '../../trace/picture/terminal.ts';
import { paint } from '../../verify/words/violation.ts';
import { clauseTextOf, listPackageFiles, readPackageFile } from '../support/packageFiles.ts';
import type { WithoutFlags } from './options.ts';

/** An experiment and what came of it. */
interface Played {
  /** The clause that it goes without. */
  readonly id: ClauseId;
  /** The bug of a real project that it shows, if it was asked for by its defect. */
  readonly exhibit?: Exhibit;
  readonly script: Script;
  readonly experiment: Experiment;
}

/**
 * Plays the experiment of a clause, or of a defect of the museum, or lists all.
 *
 * @throws UsageError when there is no such clause or defect, or no experiment of it.
 */
export const showExperiments = (wanted: string | undefined, flags: WithoutFlags): ExitCode => {
  const { out, json, format } = flags;
  if (wanted === undefined) {
    if (out !== undefined || format !== 'text')
      throw new UsageError('--format and --out are for one experiment; name a clause, such as RV-2');
    listAll(flags);
    return ExitCode.holds;
  }
  const exhibit = exhibits.find(({ defect }) => defect.toUpperCase() === wanted.toUpperCase());
  const played = exhibit ? playExhibit(exhibit) : playClause(idOf(wanted));
  if (json) printJson(documentOf(played));
  else if (out !== undefined) writeText(out, stripVTControlCharacters(textIn(played, format)));
  else (format === 'text' ? printText : printDocument)(textIn(played, format));
  return ExitCode.holds;
};

const names = (): readonly string[] =>
  listPackageFiles(experimentsFolder)
    .filter((name) => name.endsWith('.raft'))
    .map((name) => name.slice(0, -'.raft'.length));

const idOf = (wanted: string): ClauseId => {
  const id = clauseIds.find((each) => each === wanted.toUpperCase());
  if (!id)
    throw new UsageError(
      `there is no clause ${wanted}, and no defect of the museum; figure2 without lists the experiments`,
    );
  if (names().includes(id)) return id;
  const why = withoutExperiment[id] ?? 'no experiment leaves it out';
  throw new UsageError(`${id}: ${why}; figure2 without lists the experiments`);
};

const playClause = (id: ClauseId): Played => ({ id, ...play(`${experimentsFolder}/${id}.raft`) });

const playExhibit = (exhibit: Exhibit): Played => ({
  id: clauseOfExhibit(exhibit),
  exhibit,
  ...play(scriptOfExhibit(exhibit)),
});

const play = (file: string): Pick<Played, 'script' | 'experiment'> => {
  const script = parseScript(file, readPackageFile(file));
  const experiment = playExperiment(script, (defect) => defectOf(defect)?.protocol);
  const [problem] = experiment.problems;
  if (problem !== undefined) throw new NoVerdict(`${problem}; the experiment does not go as it tells`);
  return { script, experiment };
};

const listAll = ({ json }: WithoutFlags): void => {
  const all = clauseIds.filter((id) => names().includes(id)).map(playClause);
  const museum = exhibits.map(playExhibit);
  if (json) {
    printJson({ ok: true, experiments: all.map(documentOf), museum: museum.map(documentOf) });
    return;
  }
  print(
    table(
      [{ title: 'Without' }, { title: 'What is left out' }, { title: 'What goes wrong' }],
      all.map(({ id, script: { title }, experiment }) => [id, title, harmOf(experiment)]),
    ),
  );
  print('');
  print(
    table(
      [{ title: 'Defect' }, { title: 'A bug that was reported to' }, { title: 'Clause' }, { title: 'What goes wrong' }],
      museum.map(({ id, exhibit, experiment }) => [
        exhibit?.defect ?? '',
        exhibit ? reportOf(exhibit) : '',
        id,
        harmOf(experiment),
      ]),
    ),
  );
};

const reportOf = ({ report }: Exhibit): string => {
  const name = nameOfReport(report);
  return name ? `${name.project} #${name.number}` : report;
};

/** In a few words: which properties fall, or what else goes wrong. */
const harmOf = ({ falls, repeats, differs }: Experiment): string => {
  if (falls.length > 0) return falls.map(({ property }) => property).join(' ');
  return repeats ? 'goes on for ever' : differs ? 'ends elsewhere' : '';
};

const documentOf = ({ id, exhibit, script: { title }, experiment }: Played): object => ({
  ok: true,
  clause: id,
  ...(exhibit && { report: exhibit.report, reported: exhibit.reported }),
  title,
  defect: experiment.without.defect,
  falls: experiment.falls.map(({ property, server, because }) => ({ property, server, because })),
  repeats: experiment.repeats,
  differs: experiment.differs,
  lines: experiment.trace.map(({ line }) => line),
});

const WIDTH = 100;

const textIn = (played: Played, format: WithoutFlags['format']): string => {
  const { script, experiment } = played;
  if (format === 'raft') return experiment.text;
  const defect = defectOf(experiment.without.defect);
  if (!defect) throw new Error(`there is no defect ${experiment.without.defect}`);
  const picture = experimentPicture(script, experiment, defect.protocol);
  if (format === 'svg') return drawSvg(picture);
  if (format === 'mermaid') return drawMermaid(picture);
  return `${[
    colors.bold(`Without ${played.id} ${clauses[played.id].title}`),
    `Left out by ${experiment.without.defect}: ${defect.title}`,
    '',
    ...wrap(storyOf(played), WIDTH),
    ...(played.exhibit ? [played.exhibit.report] : []),
    '',
    drawTerminal(picture, paint),
    '',
    ...wrap(endOf(played), WIDTH),
  ].join('\n')}\n`;
};

/** What happened where the bug was reported, or what the clause says of going without it. */
const storyOf = ({ id, exhibit }: Played): string =>
  exhibit ? `${reportOf(exhibit)}, ${exhibit.reported}. ${exhibit.told}` : closingLine(clauseTextOf(id));

const endOf = ({ id, experiment: { falls, repeats } }: Played): string => {
  const fallen = falls.map(({ property }) => property).join(', ');
  if (falls.length > 0) return `Violated: ${fallen}. With ${id} the same commands violate nothing.`;
  if (repeats) return `All stands as it stood at the mark: it can go on for ever. With ${id} it does not.`;
  return `With ${id} the same commands end elsewhere.`;
};
