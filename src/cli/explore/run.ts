/** What the verb `explore` does. */

import { totalmem } from 'node:os';
import { ModelFault } from '../../check/explore/fault.ts';
import { NotSymmetric } from '../../check/explore/space.ts';
import { BadCheckpoint } from '../../check/host/checkpoint.ts';
import { exploreInThreads, type HostReport } from '../../check/host/explore.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { expectWritable } from '../../host/files.ts';
import { GuestFault } from '../../host/guest.ts';
import { complain, print, printJson } from '../../host/output.ts';
import { stepPatience } from '../../host/pulse.ts';
import { version } from '../../host/version.ts';
import { oneLine } from '../../text/printable.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { reasonIn } from '../../text/thrown.ts';
import { pathIn, protocolFlags, protocolNameOf } from '../../verify/protocolName.ts';
import { withReports } from '../../verify/report/reports.ts';
import { pathLines } from '../../verify/words/exploration.ts';
import type { ExploreFlags } from './flags.ts';
import { modelStudy } from './modelStudy.ts';
import { startWatching } from './progress.ts';
import type { Conclusion, Study } from './study.ts';
import type { ExploreSubject } from './subject.ts';
import { headline } from './text.ts';

export const explore = async (name: string | undefined, flags: ExploreFlags): Promise<ExitCode> => {
  const { list, checkpoint, resume, keepGoing, traces, json, port } = flags;
  if (list) return listConfigs(json);
  if (flags.ui) return (await import('./page.ts')).openPage(name, flags);
  if (port !== undefined) throw new UsageError('--port says where --ui listens; give --ui with it');
  if (name === undefined) {
    throw new UsageError('say what to explore: a configuration (--list shows them), or a file such as ./my-model.ts');
  }
  if (resume && checkpoint === undefined) throw new UsageError('--resume needs --checkpoint DIR, where to go on from');
  if (keepGoing && checkpoint !== undefined) {
    throw new UsageError(
      '--keep-going and --checkpoint exclude each other, since a checkpoint does not know what is broken already; leave one of them away',
    );
  }
  if (checkpoint !== undefined) expectWritable('--checkpoint', checkpoint);
  if (traces !== undefined) expectWritable('--traces', traces);
  const { ok, noVerdict } = await withReports(flags, {
    verb: 'explore',
    subject: name,
    run: (isTextWanted) => exploreAndTell(name, flags, isTextWanted),
    judge: ({ judge }) => judge(),
  });
  if (noVerdict !== null) {
    complain(`${name}: no verdict: ${oneLine(noVerdict)}`);
    return ExitCode.misused;
  }
  return ok ? ExitCode.holds : ExitCode.violated;
};

const exploreAndTell = async (name: string, flags: ExploreFlags, isTextWanted: boolean): Promise<Conclusion> => {
  const { title, subject, conclude } = await findStudy(name, flags);
  if (isTextWanted) print(headline(title, flags.workers));
  const report = await exploreSubject(subject, flags).catch((error: unknown) => {
    if (isTextWanted && !flags.json) showPath(error);
    throw explain(error, subject);
  });
  const conclusion = await conclude(report, resumeCommand(name, flags, report.stopped));
  if (flags.json) printJson(conclusion.document);
  else if (isTextWanted) print(conclusion.text);
  return conclusion;
};

const listConfigs = async (json = false): Promise<ExitCode> => {
  const { listDocument, listText } = await import('./configs.ts');
  if (json) printJson(listDocument());
  else print(listText());
  return ExitCode.holds;
};

/** What there is to explore, and what is made of what is found. */
const findStudy = async (name: string, flags: ExploreFlags): Promise<Study> => {
  if (/[./\\]/.test(name)) return modelStudy(name, flags);
  const { configStudy } = await import('./configStudy.ts');
  return configStudy(name, flags);
};

const MEGABYTE = 2 ** 20;

/** Goes on from the checkpoint, with twice the memory if that has run out. */
const resumeCommand = (name: string, flagsGiven: ExploreFlags, stopped: HostReport['stopped']): string | undefined => {
  const { checkpoint, memory = defaultMemory(), symmetry } = flagsGiven;
  if (checkpoint === undefined || stopped === null) return undefined;
  const megabytes = Math.ceil(memory / MEGABYTE) * (stopped === 'memory' ? 2 : 1);
  const flags = symmetry === undefined ? '' : ` --${symmetry ? '' : 'no-'}symmetry`;
  const command = commandLine(`explore ${shellWord(name)}`, {
    '--checkpoint': checkpoint,
    '--memory': `${megabytes}m`,
    ...protocolFlags(protocolNameOf(flagsGiven)),
  });
  return `${command}${flags} --resume`;
};

const defaultMemory = (): number => Math.min(2 ** 30, totalmem() / 2);

const exploreSubject = async (subject: ExploreSubject, flags: ExploreFlags): Promise<HostReport> => {
  const { workers, memory = defaultMemory(), budget, checkpoint, resume, keepGoing = false } = flags;
  const watch = await startWatching();
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  try {
    return await exploreInThreads({
      module: subjectModule(),
      args: subject,
      version: version(),
      workers,
      memoryBytes: memory,
      keepGoing,
      patience: stepPatience(),
      ...(budget !== undefined && { budgetSeconds: budget }),
      ...(checkpoint !== undefined && { checkpoint }),
      ...(resume !== undefined && { resume }),
      onProgress: watch.show,
      signal: interrupt.signal,
    });
  } finally {
    process.off('SIGINT', stop);
    watch.end();
  }
};

/** The built file when this one is built, and the source when this one is run as it is. */
const subjectModule = (): string =>
  new URL(`./subject.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;

/** The way to where a function of a model has failed. */
const showPath = (error: unknown): void => {
  const path = error instanceof ModelFault ? error.path : undefined;
  if (path) print(pathLines({ path }).join('\n'));
};

/** Whatever goes wrong is about the user's file, if there is one: its functions, or what they give. */
const explain = (error: unknown, subject: ExploreSubject): unknown => {
  const message = reasonIn(error);
  if (error instanceof BadCheckpoint) return new UsageError(message);
  if ('model' in subject) return faultOf(subject.model.file, message);
  const { name } = subject.config;
  if (error instanceof NotSymmetric) return new UsageError(message.startsWith(name) ? message : `${name}: ${message}`);
  return subject.protocol ? faultOf(pathIn(subject.protocol.file) ?? subject.protocol.file, message) : error;
};

/** The work has begun, so that reports are written: they say that there is no verdict. */
const faultOf = (file: string, message: string): GuestFault =>
  new GuestFault(message.startsWith(file) ? message : `${file}: ${message}`);
