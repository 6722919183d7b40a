import { totalmem } from 'node:os';
import { BadCheckpoint } from '../../check/host/checkpoint.ts';
import { exploreInThreads, type HostReport } from '../../check/host/explore.ts';
import { ExitCode, oneLine, UsageError } from '../support/errors.ts';
import { expectWritable } from '../support/files.ts';
import { print, printJson } from '../support/output.ts';
import { commandLine, milli, shellWord } from '../support/words.ts';
import { startWatching } from './progress.ts';
import { modelOf, type Subject, subjectIn } from './subject.ts';
import { headline, type Matter, summary } from './text.ts';

export interface ExploreFlags {
  readonly list?: boolean;
  readonly workers: number;
  readonly symmetry?: boolean;
  readonly checkpoint?: string;
  readonly resume?: boolean;
  /** In bytes. */
  readonly memory?: number;
  /** In seconds. */
  readonly budget?: number;
  readonly traces?: string;
  readonly protocol?: string;
  readonly json?: boolean;
}

export const explore = async (name: string | undefined, flags: ExploreFlags): Promise<ExitCode> => {
  const { checkpoint, resume, json } = flags;
  if (name === undefined) {
    throw new UsageError('say what to explore: a configuration (--list shows them), or a file such as ./my-model.ts');
  }
  if (resume && checkpoint === undefined) throw new UsageError('--resume needs --checkpoint DIR, where to go on from');
  if (checkpoint !== undefined) expectWritable('--checkpoint', checkpoint);
  const { subject, matter } = await findSubject(name, flags);
  if (!json) print(headline(matter.name, flags.workers));
  const report = await exploreSubject(subject, flags);
  if (json) printJson(documentOf(report));
  else print(summary(report, { ...matter, resume: resumeCommand(name, flags, report.stopped) }));
  return report.ok ? ExitCode.holds : ExitCode.violated;
};

interface Found {
  readonly subject: Subject;
  readonly matter: Omit<Matter, 'resume'>;
}

const findSubject = async (name: string, { symmetry, ...flags }: ExploreFlags): Promise<Found> => {
  if (!/[./\\]/.test(name)) throw new UsageError(`there is no configuration ${name}; --list shows what there is`);
  for (const flag of ['protocol', 'traces'] as const) {
    if (flags[flag] !== undefined) throw new UsageError(`--${flag} is for configurations of figure2, not for ${name}`);
  }
  const subject = subjectIn(name, symmetry);
  const model = await modelOf(subject);
  if (symmetry && !('symmetry' in model)) {
    throw new UsageError(`${name}: the model has no symmetry; add one, or leave --symmetry out`);
  }
  const bound = 'within' in model ? ', within its bound' : '';
  return {
    subject,
    matter: {
      name: `${model.name} (${name})`,
      proves: `what stands above is true of every run of this model${bound}.`,
      doesNot: 'that a program does what the model says.',
    },
  };
};

const MEGABYTE = 2 ** 20;

/** Goes on from the checkpoint, with twice the memory if that has run out. */
const resumeCommand = (
  name: string,
  { checkpoint, memory = defaultMemory(), symmetry }: ExploreFlags,
  stopped: HostReport['stopped'],
): string | undefined => {
  if (checkpoint === undefined || stopped === null) return undefined;
  const megabytes = Math.ceil(memory / MEGABYTE) * (stopped === 'memory' ? 2 : 1);
  const flags = symmetry === undefined ? '' : ` --${symmetry ? '' : 'no-'}symmetry`;
  const command = commandLine(`explore ${shellWord(name)}`, {
    '--checkpoint': checkpoint,
    '--memory': `${megabytes}m`,
  });
  return `${command}${flags} --resume`;
};

const defaultMemory = (): number => Math.min(2 ** 30, totalmem() / 2);

const exploreSubject = async (subject: Subject, flags: ExploreFlags): Promise<HostReport> => {
  const { workers, memory = defaultMemory(), budget, checkpoint, resume } = flags;
  const watch = await startWatching();
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop);
  try {
    return await exploreInThreads({
      ...{ module: subjectModule(), args: subject, workers, memoryBytes: memory },
      ...(budget !== undefined && { budgetSeconds: budget }),
      ...(checkpoint !== undefined && { checkpoint }),
      ...(resume !== undefined && { resume }),
      onProgress: watch.show,
      signal: interrupt.signal,
    });
  } catch (error) {
    const message = oneLine(error instanceof Error ? error.message : String(error));
    // Whatever else goes wrong is about the model: its functions, or what they give.
    throw new UsageError(error instanceof BadCheckpoint ? message : `${subject.file}: ${message}`);
  } finally {
    process.off('SIGINT', stop);
    watch.end();
  }
};

/** The built file when this one is built, and the source when this one is run as it is. */
const subjectModule = (): string =>
  new URL(`./subject.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href;

const documentOf = (report: HostReport) => ({
  ok: report.ok,
  model: report.model,
  complete: report.complete,
  stopped: report.stopped,
  distinct: report.distinct,
  generated: report.generated,
  depth: report.depth,
  seconds: milli(report.seconds),
  workers: report.workers,
  symmetry: report.symmetry,
  localSteps: report.localSteps,
  bytesPerWorld: report.bytesPerState,
  properties: report.properties,
});
