/** What the verb `torture` does. */
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, NoVerdict, UsageError } from '../../host/errors.ts';
import { startProgress } from '../../host/progress.ts';
import { journalsIn } from '../../processes/processCluster.ts';
import { putUnderFire } from '../../processes/underFire.ts';
import { type ValidatedJournals, validateFiles } from '../../verify/journals.ts';
import { SEED_MAX } from '../../verify/seeds.ts';
import { conclude, unreadJournals } from './conclude.ts';
import type { TortureFlags } from './flags.ts';

const ELECTION_TIMEOUT_MS = 300;
const HEARTBEAT_MS = 30;
/** Small, so that snapshots and changes of segments come often. */
const SNAPSHOT_AFTER_ENTRIES = 500;
const SEGMENT_BYTES = 65_536;

export const torture = async (options: TortureFlags): Promise<ExitCode> => {
  const { seed = randomInt(SEED_MAX), kills, servers, clients, out } = options;
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
  const seconds = (performance.now() - start) / 1000;
  return conclude({ options, report, journals, directory, seconds, electionTimeoutMs: ELECTION_TIMEOUT_MS });
};

/** What the servers did, held against the figure. */
const judgeJournals = async (directory: string): Promise<ValidatedJournals> => {
  const folder = journalsIn(directory);
  const progress = await startProgress();
  try {
    const files = readdirSync(folder).map((name) => join(folder, name));
    return validateFiles(files, (steps, done, total) => progress.show(done, total, `${steps} steps of the journals`));
  } catch (error) {
    if (!(error instanceof NoVerdict || error instanceof UsageError)) throw error;
    return unreadJournals(error.message);
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
