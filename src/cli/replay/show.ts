/** Shows what became of a recording: as text, step by step, as a document, or in the language of another program. */
import { stripVTControlCharacters } from 'node:util';
import { explainRun } from '../../../model/counterexample/explanation.ts';
import { goldenScriptOf } from '../../../model/counterexample/goldenScript.ts';
import { ndjsonOf } from '../../../model/counterexample/ndjson.ts';
import { replay } from '../../../model/counterexample/replay.ts';
import type { Protocol } from '../../core/protocol.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { writeText } from '../../host/files.ts';
import { colors, complain, print, printDocument, printJson, printText } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import type { ExplainedRun } from '../../trace/explanation.ts';
import { drawMermaid } from '../../trace/picture/mermaid.ts';
import { type Picture, pictureOf } from '../../trace/picture/picture.ts';
import { drawShiViz } from '../../trace/picture/shiviz.ts';
import { drawSvg } from '../../trace/picture/svg.ts';
import { drawTerminal } from '../../trace/picture/terminal.ts';
import { type Counterexample, isCounterexample, type Recording, type ReplayReport } from '../../trace/recording.ts';
import { writeTraceFile } from '../../trace/traceFile.ts';
import { paint, violationLines } from '../../verify/words/violation.ts';
import type { PictureFormat, ReplayOptions } from './options.ts';

/** All that there is to show. */
interface Shown {
  readonly recording: Recording | Counterexample;
  readonly report: ReplayReport;
  readonly explained: ExplainedRun;
  readonly picture: Picture;
}

/**
 * @param source where the recording comes from, as it stands in a document
 * @throws UsageError when options exclude each other, or a file can't be written.
 */
export const show = async (
  recording: Recording,
  source: Readonly<Record<string, string | number>>,
  protocol: Protocol,
  options: ReplayOptions,
): Promise<ExitCode> => {
  expectOneWay(options);
  if (options.ui) {
    const { openPage } = await import('./page.ts');
    return openPage(titleOf(source), recording, protocol, options);
  }
  const shown = shownOf(recording, protocol);
  const { saveTest, step, json, format = 'text', out } = options;
  if (saveTest !== undefined) writeText(saveTest, testOf(shown, protocol, options));
  if (json) printJson(documentOf(source, shown));
  else if (step) await (await import('./step.ts')).stepThrough(shown.explained, () => closing(shown, options));
  else if (out !== undefined) writeText(out, stripVTControlCharacters(textIn(shown, format, protocol, options)));
  else (format === 'text' ? printText : printDocument)(textIn(shown, format, protocol, options));
  if (saveTest !== undefined && !json && format === 'text' && out === undefined) print(`\nGolden script: ${saveTest}`);
  if (!shown.report.ok) return ExitCode.violated;
  const because = openQuestionOf(shown);
  if (because === undefined) return ExitCode.holds;
  complain(`not decided: ${because}`);
  return ExitCode.misused;
};

/**
 * Why a replay that broke nothing is no verdict; undefined: it is one. What is left of a counterexample on rules that were fixed is
 * less than the file tells, for the very reason that they were; any other recording holds as a whole or not at all.
 */
const openQuestionOf = ({ recording, report: { trace, skipped } }: Shown): string | undefined => {
  if (trace.length === 0) return 'nothing has happened, since the trace has no action that can; give another trace';
  if (skipped === 0 || isCounterexample(recording)) return undefined;
  return `${skipped} of ${plural(trace.length + skipped, 'action')} of the file can't happen with these rules, and what comes of them is not known; give the rules with which it was recorded`;
};

const titleOf = (source: Readonly<Record<string, string | number>>): string => Object.values(source).join(' ');

const expectOneWay = ({ json, step, format, out, saveTest, ui, port }: ReplayOptions): void => {
  const given = [
    json && '--json',
    step && '--step',
    ui && '--ui',
    (format ?? out) !== undefined && '--format or --out',
  ];
  const ways = given.filter((way) => typeof way === 'string');
  if (ways.length > 1) throw new UsageError(`${ways.join(' and ')} exclude each other; give one of them`);
  if (port !== undefined && !ui) throw new UsageError('--port says where --ui listens; give --ui with it');
  if (saveTest !== undefined && !saveTest.endsWith('.raft')) {
    throw new UsageError(`--save-test ${saveTest} is no golden script; give a name that ends with .raft`);
  }
};

const shownOf = (recording: Recording, protocol: Protocol): Shown => {
  const explained = explainRun(recording, protocol);
  return { recording, report: replay(recording, protocol), explained, picture: pictureOf(explained) };
};

const testOf = ({ recording, explained: { cause } }: Shown, protocol: Protocol, options: ReplayOptions): string => {
  if (cause) return goldenScriptOf(recording, cause, protocol);
  const why = options.protocolFile ?? "today's code";
  throw new UsageError(
    `there is no test to save: on ${why} no step of the trace breaks a property; give the rules that do with --protocol`,
  );
};

const documentOf = (source: Readonly<Record<string, string | number>>, shown: Shown): object => {
  const {
    report: { ok, trace, violation, skipped },
    explained: { cause },
  } = shown;
  return {
    ok: ok && openQuestionOf(shown) === undefined,
    ...source,
    lines: trace.map(({ line }) => line),
    skipped,
    ...(violation && { violation }),
    ...(cause && { telling: cause }),
  };
};

const textIn = (shown: Shown, format: PictureFormat, protocol: Protocol, options: ReplayOptions): string => {
  switch (format) {
    case 'mermaid':
      return drawMermaid(shown.picture);
    case 'shiviz':
      return drawShiViz(shown.picture);
    case 'svg':
      return drawSvg(shown.picture);
    case 'itf': {
      const { trace, violation } = shown.report;
      return writeTraceFile({ ...shown.recording, trace, ...(violation && { violation }) });
    }
    case 'ndjson':
      return `${ndjsonOf(shown.recording, protocol).join('\n')}\n`;
    case 'text':
      return `${textOf(shown, options)}\n`;
  }
};

const textOf = (shown: Shown, options: ReplayOptions): string => {
  const { report, picture } = shown;
  return [
    ...report.trace.map(({ line }) => printable(line)),
    ...(picture.rows.length > 0 ? ['', drawTerminal(picture, paint)] : []),
    ...closing(shown, options),
  ].join('\n');
};

/** What is said at the end: the verdict, and the story of a violation. */
const closing = (shown: Shown, { protocolFile = "Today's code" }: ReplayOptions): readonly string[] => {
  const {
    recording,
    report: { skipped, trace, violation },
    explained: { cause },
  } = shown;
  const left = skipped === 0 ? [] : [`\n${plural(skipped, 'action')} of the file can't happen any more.`];
  if (violation) return [...left, ...violationLines(violation, cause)];
  if (openQuestionOf(shown) !== undefined) return [];
  if (skipped > 0)
    return [
      ...left,
      `\n${colors.green('Not violated')} by the other ${trace.length}. ${protocolFile} no longer does what the file tells of.`,
    ];
  const what = isCounterexample(recording) ? 'no longer does what the file tells of' : 'breaks nothing in it';
  return [`\n${colors.green('PASS.')} ${protocolFile} ${what}.`];
};
