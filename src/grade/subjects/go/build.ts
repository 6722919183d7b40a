/** A submission in Go, made into a WebAssembly module that our host runs: its own files, and ours in place of the course's. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotGradable } from '../notGradable.ts';
import { type GoFile, type GoLayout, layoutOf } from './layout.ts';
import { withMemoryMaximum } from './memory.ts';
import { scan } from './scan.ts';
import { Module, type WasmModule } from './webAssembly.ts';

/** A submission that can be run. */
export interface GoBuild {
  readonly layout: GoLayout;
  readonly module: WasmModule;
  /** The compiler's version, such as `go1.26.8`: another one makes other runs of the same seed. */
  readonly compiler: string;
  /** SHA-256 of the module, in hexadecimal. */
  readonly hash: string;
}

/** How a submission is built. */
export interface GoBuildOptions {
  /** The Go command; left out: `go`, as it is found on PATH. */
  readonly go?: string;
  /** So many milliseconds may the compiler take. */
  readonly limitMs?: number;
  /** So many pages of 64 KiB may a server's memory have. */
  readonly memoryPages?: number;
}

/** Ten minutes: a cold compiler takes a tenth of it on a slow machine. */
const LIMIT_MS = 600_000;

/** 256 MiB a server. */
const MEMORY_PAGES = 4096;

/** No submission is so large. */
const FILES_MAX = 2000;

const filesBelow = (root: string): { readonly files: readonly GoFile[]; readonly manifests: readonly GoFile[] } => {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && (entry.name.endsWith('.go') || entry.name === 'go.mod'),
  );
  if (entries.length > FILES_MAX)
    throw new NotGradable(`there are ${entries.length} Go files in it; give the folder of one submission`);
  const all = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') };
  });
  return {
    files: all.filter(({ path }) => path.endsWith('.go')),
    manifests: all.filter(({ path }) => path.endsWith('go.mod')),
  };
};

/** Our files, as they stand beside this one in the sources: the compiler of this repository leaves them there. */
const replacements = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  const inSources = here.replace(/([\\/])dist([\\/]src[\\/]grade[\\/])/, '$2');
  return join(inSources, 'replacements');
};

const environment = (cache: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: cache,
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  GOCACHE: join(cache, 'build'),
  GOPATH: join(cache, 'path'),
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GOENV: 'off',
  GOWORK: 'off',
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=mod',
});

const versionOf = (go: string, env: NodeJS.ProcessEnv): string => {
  const { status, stdout, error } = spawnSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', env });
  if (error || status !== 0)
    throw new GoMissing(
      `a Go compiler is needed to grade Go, and ${go} can't be run; install Go 1.24 or newer, or name it with --go`,
    );
  const version = stdout.trim();
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 24))
    throw new GoMissing(`${go} is ${version}, and Go 1.24 or newer is needed; name another one with --go`);
  return version;
};

/** There is no compiler that could build it: nothing is said of the submission. */
export class GoMissing extends Error {}

const theEnvironment = (): NodeJS.ProcessEnv => environment(join(tmpdir(), 'figure2-go'));

/** What is missing where Go can't be built, in a sentence; undefined: nothing is. */
export const goProblem = (go = 'go'): string | undefined => {
  try {
    versionOf(go, theEnvironment());
    return undefined;
  } catch (error) {
    if (error instanceof GoMissing) return error.message;
    throw error;
  }
};

/**
 * Builds the submission in a folder. Nothing is written there.
 *
 * @throws NotGradable when there is no Raft of the lab in it, when it reaches round the host, or when it does not compile: then
 * with the compiler's first lines after the sentence.
 * @throws GoMissing when there is no compiler.
 */
export const buildGo = (folder: string, options: GoBuildOptions = {}): GoBuild => {
  const { go = 'go', limitMs = LIMIT_MS, memoryPages = MEMORY_PAGES } = options;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new NotGradable(`${folder} is no folder; give the folder of a submission`);
  const { files, manifests } = filesBelow(folder);
  const layout = layoutOf(files, manifests);
  scan(layout.files);
  const env = theEnvironment();
  const compiler = versionOf(go, env);
  const root = mkdtempSync(join(tmpdir(), 'figure2-submission-'));
  try {
    writeTree(root, layout);
    const bytes = compile(root, layout, { go, limitMs, env });
    const limited = withMemoryMaximum(bytes, memoryPages);
    const hash = createHash('sha256').update(limited).digest('hex');
    const module = new Module(limited);
    expectImports(module);
    return { layout, module, compiler, hash };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** The border is where we put it: our two functions once each, and the system's. */
const expectImports = (module: WasmModule): void => {
  const others = Module.imports(module).filter(({ module: from }) => from !== 'wasi_snapshot_preview1');
  const names = others.map((one) => `${one.module}.${one.name}`).sort();
  if (names.join() !== 'figure2.emit,figure2.take')
    throw new NotGradable(
      `it imports ${names.join(', ')} of the host, and may import figure2.emit and figure2.take once`,
    );
};

const writeTree = (root: string, layout: GoLayout): void => {
  const { module, prefix, packageName, goLine = '1.22' } = layout;
  const base = join(root, prefix.slice(module.length));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const ours = (path: string, to: string, name = 'tester'): void =>
    write(to, readFileSync(join(replacements(), path), 'utf8').replaceAll('MODULE', prefix).replace('PACKAGE', name));
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'go.mod'), `module ${module}\n\ngo ${goLine}\n`);
  for (const { path, text } of layout.files) write(path, text);
  for (const name of ['host', 'calls', 'serve']) ours(`figure2/${name}.go`, `figure2/${name}.go`);
  ours('labgob/labgob.go', 'labgob/labgob.go');
  ours('labrpc/labrpc.go', 'labrpc/labrpc.go');
  ours('raftapi/raftapi.go', 'raftapi/raftapi.go');
  if (layout.ownsPersister) ours('tester/persister.go', `${layout.raft}/persister.go`, packageName);
  ours('tester/persister.go', 'tester1/persister.go');
  ours('tester/annotation.go', 'tester1/annotation.go');
  write('figure2main/main.go', mainText(layout));
};

const mainText = ({ prefix, raft, ownsApplyMsg, ownsPersister }: GoLayout): string => {
  const message = ownsApplyMsg ? 'raft.ApplyMsg' : 'raftapi.ApplyMsg';
  const disk = ownsPersister ? 'raft.DiskOfHost()' : 'tester.DiskOfHost()';
  const imports = [
    `"${prefix}/figure2"`,
    `"${prefix}/labrpc"`,
    `raft "${prefix}/${raft}"`,
    ...(ownsApplyMsg ? [] : [`"${prefix}/raftapi"`]),
    ...(ownsPersister ? [] : [`tester "${prefix}/tester1"`]),
  ];
  return `package main

import (
${imports.map((line) => `\t${line}`).join('\n')}
)

func main() {}

func init() {
	figure2.Boot = func(setup figure2.Setup) (any, any) {
		applied := make(chan ${message})
		return raft.Make(labrpc.Ends(setup.Servers), setup.Me, ${disk}, applied), applied
	}
}
`;
};

interface Compiler {
  readonly go: string;
  readonly limitMs: number;
  readonly env: NodeJS.ProcessEnv;
}

const compile = (root: string, { prefix }: GoLayout, { go, limitMs, env }: Compiler): Uint8Array => {
  const out = join(root, 'submission.wasm');
  const args = ['build', '-trimpath', '-buildmode=c-shared', '-tags', 'appengine', '-o', out, `${prefix}/figure2main`];
  const { status, stderr, error } = spawnSync(go, args, { cwd: root, env, encoding: 'utf8', timeout: limitMs });
  if (error && 'code' in error && error.code === 'ETIMEDOUT')
    throw new NotGradable(`the compiler has not come to an end in ${limitMs / 1000} s`);
  if (status !== 0) throw new NotGradable('it does not compile', stderr);
  return readFileSync(out);
};
