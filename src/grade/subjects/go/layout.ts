/** Where in a folder the Raft of a Go lab is, and of which of the course's years its shape is (6.824 2020 to 6.5840 2026). */
import { basename, dirname, join, relative } from 'node:path';
import { NotGradable } from '../notGradable.ts';

/** A Go file: its path in the submission, with slashes, and its text. */
export interface GoFile {
  readonly path: string;
  readonly text: string;
}

/** What was found, as the build needs it. */
export interface GoLayout {
  /** The import path above `labrpc`: `6.5840`, `6.824/src`, or whatever the submission calls itself. */
  readonly prefix: string;
  /** The module of go.mod: the prefix, or its beginning. */
  readonly module: string;
  /** The folder of the Raft, as the end of its import path: `raft1`, `raft`. */
  readonly raft: string;
  /** The name of its package. */
  readonly packageName: string;
  /** The `go` line of go.mod, which decides how timers and `rand` behave; absent: there is no go.mod or no such line. */
  readonly goLine?: string;
  /** Is `ApplyMsg` declared beside the Raft, as it was until 2024, or in `raftapi`? */
  readonly ownsApplyMsg: boolean;
  /** Is the disk a type of the Raft's package, as it was until 2024, or of `tester1`? */
  readonly ownsPersister: boolean;
  /** The files to build, by their path below the prefix. */
  readonly files: readonly GoFile[];
}

/** What stands for the relative imports of 2020. */
const RELATIVE = 'figure2course';

/** Files of the course that stand beside the Raft: they are ours here, or not needed. */
const ofCourse = /(?:_test|^config|^persister|^test|^server|^proxy)\.go$/;

/** Packages of the course that are ours here. */
const replaced: ReadonlySet<string> = new Set(['labrpc', 'labgob', 'raftapi', 'tester1', 'tester']);

const importsOf = (text: string): readonly string[] => {
  const blocks = [...text.matchAll(/^import\s*\(([^)]*)\)/gm)].map(([, block = '']) => block);
  const lines = [...text.matchAll(/^import\s+[^\n(]*"[^"\n]+"/gm)].map(([line]) => line);
  return [...blocks, ...lines].flatMap((part) =>
    part
      .split('\n')
      .map((line) => line.replace(/\/\/.*/, ''))
      .flatMap((line) => [...line.matchAll(/"([^"\n]+)"/g)].map(([, path = '']) => path)),
  );
};

const isRaft = ({ path, text }: GoFile): boolean =>
  /^func Make\s*\(/m.test(text) &&
  !path.endsWith('_test.go') &&
  importsOf(text).some((name) => /(^|\/)labrpc$/.test(name));

/** The file with `Make`: a Raft's, and not that of a service on top of one. */
const findRaft = (files: readonly GoFile[]): GoFile => {
  const found = files.filter((file) => isRaft(file) && /\braft/i.test(dirname(file.path)));
  const all = found.length > 0 ? found : files.filter(isRaft);
  const [first, second] = [...all].sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  if (!first)
    throw new NotGradable(
      'no Go file has a function Make and imports labrpc; give the folder that holds the raft package of the lab',
    );
  if (second && dirname(second.path) !== dirname(first.path))
    throw new NotGradable(
      `there is a raft package in ${dirname(first.path)} and one in ${dirname(second.path)}; give the folder of one`,
    );
  return first;
};

const moduleLine = /^module[ \t]+"?([^\s"]+)"?/m;
const goLine = /^go[ \t]+(\d+\.\d+(?:\.\d+)?)/m;

/** The go.mod that is nearest above a file. */
const manifestOf = (manifests: readonly GoFile[], path: string): GoFile | undefined =>
  manifests
    .filter((file) => !relative(dirname(file.path), path).startsWith('..'))
    .sort((a, b) => b.path.length - a.path.length)[0];

/**
 * Looks through the files of a submission.
 *
 * @param files Its Go files.
 * @param manifests Its files named go.mod.
 * @throws NotGradable when there is no Raft of the lab in it.
 */
export const layoutOf = (files: readonly GoFile[], manifests: readonly GoFile[]): GoLayout => {
  const main = findRaft(files);
  const folder = dirname(main.path);
  const labrpc = importsOf(main.text).find((name) => /(^|\/)labrpc$/.test(name)) ?? '';
  const isRelative = labrpc.startsWith('.');
  const prefix = isRelative ? RELATIVE : labrpc.slice(0, -'/labrpc'.length);
  const manifest = manifestOf(manifests, main.path)?.text ?? '';
  const named = moduleLine.exec(manifest)?.[1];
  const module = named !== undefined && (prefix === named || prefix.startsWith(`${named}/`)) ? named : prefix;
  const raft = basename(folder === '.' ? 'raft' : folder);
  const its = files.filter(({ path }) => dirname(path) === folder && !ofCourse.test(basename(path)));
  const text = its.map((file) => file.text).join('\n');
  const version = goLine.exec(manifest)?.[1];
  return {
    prefix,
    module,
    raft,
    packageName: /^package\s+(\w+)/m.exec(main.text)?.[1] ?? 'raft',
    ...(version !== undefined && { goLine: version }),
    ownsApplyMsg: /^type\s+ApplyMsg\s+struct/m.test(text),
    ownsPersister: /^func Make\s*\([^)]*\*Persister\b/m.test(
      main.text.replaceAll('\n', ' ').replace(/ func Make/, '\nfunc Make'),
    ),
    files: [
      ...its.map((file) => ({ path: join(raft, basename(file.path)), text: absolute(file.text) })),
      ...others(files, its, prefix, dirname(folder)),
    ],
  };
};

/** The imports of 2020 are relative, which no module may have. */
const absolute = (text: string): string => text.replaceAll(/"\.\.\/(labrpc|labgob)"/g, `"${RELATIVE}/$1"`);

/** The submission's own packages that the Raft imports, and those that these import. */
const others = (files: readonly GoFile[], its: readonly GoFile[], prefix: string, root: string): readonly GoFile[] => {
  const wanted = new Set<string>();
  const queue = [...its];
  const found: GoFile[] = [];
  for (let file = queue.shift(); file; file = queue.shift()) {
    for (const name of importsOf(file.text)) {
      const below = name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : undefined;
      if (below === undefined || replaced.has(below) || wanted.has(below)) continue;
      wanted.add(below);
      const package_ = files.filter(({ path }) => dirname(path) === join(root, below) && !path.endsWith('_test.go'));
      found.push(...package_.map(({ path, text }) => ({ path: join(below, basename(path)), text })));
      queue.push(...package_);
    }
  }
  return found;
};
