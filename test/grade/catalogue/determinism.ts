/** Is a verdict the same again, with other numbers of threads, and on other versions of Node? The whole document of the command is compared. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SEED, type Variant, withVariant } from './variant.ts';

/** What came of a few submissions in one way to run the command. */
export interface DeterminismRun {
  /** Such as `20.20.2`; of a version that can't be had, why. */
  readonly node: string;
  readonly workers: number;
  /** By the submission; a word instead of a digest: it was not run. */
  readonly digests: Readonly<Record<string, string>>;
}

/** What is asked each time: enough to tell one run from another, and no more. */
export const COMPARED = ['3A', 'schedules'] as const;

const COMMAND = 'dist/src/cli/main.js';

/** Other versions that are asked the same. */
const VERSIONS = ['22', '24'] as const;

/** Runs the command as it is built: twice here, with one thread and with two, and once on each other version of Node. */
export const determinismRuns = (variants: readonly Variant[]): readonly DeterminismRun[] => {
  const here = [1, 2, 2].map((workers) => runsOn(process.execPath, process.versions.node, workers, variants));
  const elsewhere = VERSIONS.map((version) => {
    const node = nodeOf(version);
    if ('because' in node) return { node: `${version}: ${node.because}`, workers: 1, digests: notRun(variants) };
    return runsOn(node.path, node.version, 1, variants);
  });
  return [...here, ...elsewhere];
};

const notRun = (variants: readonly Variant[]): DeterminismRun['digests'] =>
  Object.fromEntries(variants.map(({ id }) => [id, 'not run']));

const runsOn = (path: string, node: string, workers: number, variants: readonly Variant[]): DeterminismRun => ({
  node,
  workers,
  digests: Object.fromEntries(variants.map((variant) => [variant.id, documentDigest(path, workers, variant)])),
});

/** The folder has another name each time, and is not part of what is compared. */
const documentDigest = (node: string, workers: number, variant: Variant): string =>
  withVariant(variant, (folder) => {
    const hash = createHash('sha256');
    for (const part of COMPARED) {
      const flags = ['grade', folder, '--only', part, '--seed', `${SEED}`, '--workers', `${workers}`, '--json'];
      const { stdout, stderr } = spawnSync(node, [COMMAND, ...flags], { encoding: 'utf8', maxBuffer: 2 ** 26 });
      if (!stdout.startsWith('{')) throw new Error(`${variant.id} can't be graded on ${node}: ${stderr.trim()}`);
      hash.update(stdout.replaceAll(folder, variant.id));
    }
    return hash.digest('hex').slice(0, 16);
  });

type FoundNode = { readonly path: string; readonly version: string } | { readonly because: string };

/** Another version of Node, by the package `node` of the registry, in a folder that stays for the next time. */
const nodeOf = (version: string): FoundNode => {
  const folder = join(tmpdir(), 'figure2-node', version);
  const path = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    spawnSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${version}`]);
  }
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { path, version: stdout.trim().replace(/^v/, '') } : { because: 'it could not be had here' };
};
