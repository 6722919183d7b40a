/** What the verb `torture` does. */
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { colors, print, printJson } from '../../host/output.ts';
import { startProgress } from '../../host/progress.ts';
import { journalsIn } from '../../processes/processCluster.ts';
import { type FireReport, putUnderFire } from '../../processes/underFire.ts';
import { plural } from '../../text/numbers.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { type ValidatedJournals, validateFiles } from '../../verify/journals.ts';
import { SEED_MAX } from '../../verify/seeds.ts';
import type { SharedFlags } from '../support/options.ts';

export interface TortureFlags extends Pick<SharedFlags, 'seed' | 'out' | 'json'> {
  readonly kills: number;
  readonly servers: number;
  readonly clients: number;
}

const ELECTION_TIMEOUT_MS = 300;
const HEARTBEAT_MS = 30;
/** Small, so that snapshots and changes of segments come often. */
const SNAPSHOT_AFTER_ENTRIES = 500;
const SEGMENT_BYTES = 65_536;

export const torture = async (options: TortureFlags): Promise<ExitCode> => {
  const { seed = randomInt(SEED_MAX), kills, servers, clients, out, json } = options;
  const directory = folderFor(out);
  const progress = await startProgress();
  const start = performance.now();
  const report = await putUnderFire({
    seed,
    kills,
    clients,
    directory,
    servers: Array.from({ length: servers }, (_, place) => `S${place + 1}`),
    segmentBytes: SEGMENT_BYTES,
    options: {
      electionTimeoutMs: ELECTION_TIMEOUT_MS,
      heartbeatMs: HEARTBEAT_MS,
      snapshotAfterEntries: SNAPSHOT_AFTER_ENTRIES,
    },
    onFault: ({ description }, done) => progress.show(done, kills, description),
  })
    .catch((error: unknown) => {
      throw new NoVerdict(`${(error as Error).message}; seed ${seed}, disks and journals: ${directory}`);
    })
    .finally(progress.end);
  const journals = await judgeJournals(directory);
  const isBroken = report.objections.length > 0 || journals.refusal !== undefined;
  const { undecided } = journals;
  const ok = !isBroken && undecided === undefined;
  const isKept = out !== undefined || !ok;
  if (!isKept) rmSync(directory, { recursive: true });
  const kept = isKept ? directory : undefined;
  const seconds = (performance.now() - start) / 1000;
  if (json) printJson({ ok, seconds, ...report, journals, directory: kept ?? null });
  else print(linesOf(report, { options, seconds, kept, journals }).join('\n'));
  if (isBroken) return ExitCode.violated;
  if (undecided === undefined) return ExitCode.holds;
  throw new NoVerdict(`not decided, as to what the servers did: ${undecided}; disks and journals: ${directory}`);
};

/** What the servers did, held against the figure. */
const judgeJournals = async (directory: string): Promise<ValidatedJournals> => {
  const folder = journalsIn(directory);
  const progress = await startProgress();
  try {
    const files = readdirSync(folder).map((name) => join(folder, name));
    return validateFiles(files, (steps, done, total) => progress.show(done, total, `${steps} steps of the journals`));
  } finally {
    progress.end();
  }
};

/** @throws UsageError when there is something in the folder. */
const folderFor = (out: string | undefined): string => {
  if (out === undefined) return mkdtempSync(join(tmpdir(), 'figure2-torture-'));
  try {
    mkdirSync(out, { recursive: true });
    if (readdirSync(out).length === 0) return out;
  } catch (error) {
    throw new UsageError(`--out ${out}: ${(error as Error).message}`);
  }
  throw new UsageError(`--out ${out}: it is not empty; name a folder that is new or empty`);
};

interface Circumstances {
  readonly options: TortureFlags;
  readonly seconds: number;
  readonly kept: string | undefined;
  readonly journals: ValidatedJournals;
}

const linesOf = (report: FireReport, { options, seconds, kept, journals }: Circumstances): readonly string[] => {
  const { seed, kills, faults, commands, recoveries, objections } = report;
  const longest = Math.max(0, ...recoveries);
  const late = recoveries.filter((recovery) => recovery > 2 * ELECTION_TIMEOUT_MS).length;
  const told = [
    `${options.servers} servers, ${options.clients} clients, seed ${seed}: ${kills} kills in ${faults} faults, ${seconds.toFixed(1)} s`,
    `${commands.applied} commands acknowledged, ${commands.notApplied} refused, ${commands.unknown} without an answer`,
    `a command was acknowledged again at most ${longest.toFixed(0)} ms after a fault; ${late} of ${faults} times it took more than two election timeouts of ${ELECTION_TIMEOUT_MS} ms`,
  ];
  const where = kept === undefined ? [] : [`Disks and journals: ${kept}`];
  const { refusal } = journals;
  if (objections.length === 0 && refusal === undefined)
    return [
      ...told,
      `Figure 2 allows all ${plural(journals.steps, 'step')} that the servers have recorded${journals.undecided === undefined ? '' : ', as far as is known'}`,
      ...where,
      'It holds: no acknowledged command is lost, and all servers have applied the same.',
    ];
  return [
    ...told,
    ...objections.map((objection) => `${colors.red(colors.bold('VIOLATED'))} ${objection}`),
    ...(refusal === undefined
      ? []
      : [
          `${colors.red(colors.bold('REFUSED'))} ${refusal.file}:${refusal.line} ${refusal.clause}: ${refusal.because}`,
        ]),
    ...where,
    `Again: ${commandLine('torture', { '--kills': options.kills, '--servers': options.servers, '--clients': options.clients, '--seed': seed })}    (what the operating system does in between is its own)`,
    `What each server did: ${commandLine(`replay --validate ${shellWord(join(kept ?? '', 'journals'))}/*`, {})}`,
  ];
};
