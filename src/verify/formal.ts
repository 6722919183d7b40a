/** The formal specification that comes with figure2. Quint, which runs it, is loaded when it is first needed: it is optional. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UsageError } from '../host/errors.ts';
import type { QuintSpec, RunOptions, RunReport, SpecTrace, TestOptions, TestReport } from '../quint/index.ts';

const QUINT = '@informalsystems/quint';

const root = (): string => dirname(createRequire(import.meta.url).resolve('figure2/package.json'));

const folder = (): string => join(root(), 'spec');

/** Where a file of the specification is kept as it was read and checked; `keepFormalSpec` puts it there. */
const keptPath = (file: string): string => join(root(), 'dist/spec', file.replace(/\.qnt$/, '.kept'));

/** A file of the specification, and its module that is run. */
const mains = {
  /** Random traces of a cluster of three. */
  three: 'raft.qnt',
  /** The named runs of the paper's stories. */
  stories: 'stories.qnt',
  /** Steps that somebody else has recorded. */
  following: 'raft.qnt',
} as const;

const loaded = new Map<string, QuintSpec>();

/** @throws UsageError when Quint is not installed. */
export const formalSpec = (main: keyof typeof mains): Promise<QuintSpec> => load(mains[main], main);

/** Each file is read once, which takes seconds, or is taken as it was kept, which takes a tenth of one. */
const load = async (file: string, main: string): Promise<QuintSpec> => {
  const { loadSpec } = await quint();
  const spec = loaded.get(file)?.module(main) ?? (await take(file, main)) ?? loadSpec(join(folder(), file), main);
  loaded.set(file, spec);
  return spec;
};

const take = async (file: string, main: string): Promise<QuintSpec | undefined> => {
  const { takeSpec } = await quint();
  const path = keptPath(file);
  return existsSync(path) ? takeSpec(join(folder(), file), main, readFileSync(path)) : undefined;
};

/** Keeps every file of the specification that is not kept as it stands. @throws UsageError when Quint is not installed. */
export const keepFormalSpec = async (): Promise<void> => {
  const stories = pageNames().map((page) => [pageFile(page), storiesOf(page)] as const);
  for (const [file, main] of [[mains.three, 'three'], [mains.stories, 'stories'], ...stories] as const) {
    if (await take(file, main)) continue;
    mkdirSync(dirname(keptPath(file)), { recursive: true });
    writeFileSync(keptPath(file), (await load(file, main)).keep());
  }
};

/** A story leaves nothing to chance, so that once is enough. */
const playTests = (spec: QuintSpec, onTrace?: TestOptions['onTrace']): readonly TestReport[] =>
  spec.test(/Test$/, { samples: 1, ...(onTrace && { onTrace }) });

/** Plays the stories of the figure. */
export const playStories = async (onTrace?: TestOptions['onTrace']): Promise<readonly TestReport[]> =>
  playTests(await formalSpec('stories'), onTrace);

/** The stories of an optional page, as they were played. */
export interface PageStories {
  /** The page's name, such as `pre-vote`. */
  readonly extension: string;
  readonly stories: readonly TestReport[];
}

/**
 * Plays the stories of the optional pages, each by itself. The file spec/extensions/pre-vote.qnt has them in its module
 * `preVoteStories`.
 *
 * @throws UsageError when Quint is not installed.
 */
export const playPageStories = async (): Promise<readonly PageStories[]> =>
  Promise.all(
    pageNames().map(async (extension) => ({
      extension,
      stories: playTests(await load(pageFile(extension), storiesOf(extension))),
    })),
  );

const pageFile = (page: string): string => join('extensions', `${page}.qnt`);

const storiesOf = (page: string): string =>
  `${page.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Stories`;

const pageNames = (): readonly string[] =>
  readdirSync(join(folder(), 'extensions'))
    .filter((file) => file.endsWith('.qnt'))
    .map((file) => file.slice(0, -'.qnt'.length))
    .toSorted();

type Walk = Omit<RunOptions, 'init' | 'step' | 'invariants' | 'witnesses'>;

/** Makes random traces of a cluster of three. */
export const walk = async (about: Walk): Promise<RunReport> =>
  (await formalSpec('three')).run({ init: 'init', step: 'step', invariants: [], witnesses: [], ...about });

/** Can the specification be run? */
export const isQuintThere = (): boolean => {
  try {
    createRequire(import.meta.url).resolve(QUINT);
    return true;
  } catch {
    return false;
  }
};

const quint = async () => {
  try {
    return await import('../quint/index.ts');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(
      `the formal specification is run by ${QUINT}, which is not installed; run: npm install --save-dev ${QUINT}@0.33.1, with antlr4ts 0.5.0-alpha.4 among the overrides of package.json`,
    );
  }
};

/** The clauses that the specification knows to act: each is named where it does. */
export const formalClauses = (): readonly string[] => {
  const text = readFileSync(join(folder(), 'raft.qnt'), 'utf8');
  return [...new Set(Array.from(text.matchAll(/"([A-Z]+(?:-[A-Z])?-\d+)"/g), ([, id = '']) => id))];
};

/** Which clauses have acted in a trace by its end. */
export const clausesOf = ({ states }: Pick<SpecTrace, 'states'>): readonly string[] => {
  const history = states.at(-1)?.vars['history'] as
    | { readonly fired?: { readonly set?: readonly string[] } }
    | undefined;
  return history?.fired?.set ?? [];
};

/** Seeds of the specification's generator have 64 bits. */
export const MAX_SPEC_SEED = 2n ** 64n - 1n;
