/** Checks the types of the modules on all pages together, and runs them. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import type { Block } from './blocks.ts';
import { difference } from './transcript.ts';

/** A block that was written into a file. */
export interface Module {
  readonly block: Block;
  readonly file: string;
  /** Is it run for itself? Otherwise a command of the page runs it. */
  readonly runs: boolean;
}

interface Ran {
  readonly output: string;
  readonly error?: string;
}

/** What is wrong with the modules below a folder of the repository, into which their JavaScript is written too. */
export async function runModules(modules: readonly Module[], folder: string): Promise<string[]> {
  const out = join(folder, 'js');
  const problems = compile(modules, folder, out);
  const sound = modules.filter(({ runs, block }) => runs && !problems.some(({ at }) => at === block));
  const ran = await runAll(sound.map(({ file }) => join(out, relative(folder, file)).replace(/\.ts$/, '.js')));
  const failures = sound.slice(0, ran.length + 1).flatMap(({ block }, index) => verdict(block, ran[index]));
  return [...problems.map(({ words }) => words), ...failures];
}

function compile(
  modules: readonly Module[],
  folder: string,
  outDir: string,
): { at: Block | undefined; words: string }[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    (JSON.parse(readFileSync('tsconfig.json', 'utf8')) as { compilerOptions: object }).compilerOptions,
    resolve('.'),
  );
  const files = modules.map(({ file }) => file);
  const program = ts.createProgram(files, {
    ...options,
    rootDir: folder,
    outDir,
    noEmit: false,
    noUnusedLocals: false,
  });
  const found = [...errors, ...ts.getPreEmitDiagnostics(program)].map((diagnostic) => describe(diagnostic, modules));
  program.emit();
  return found;
}

function describe(diagnostic: ts.Diagnostic, modules: readonly Module[]): { at: Block | undefined; words: string } {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  const { file, start = 0 } = diagnostic;
  const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
  const block = modules.find((module) => resolve(module.file) === resolve(file?.fileName ?? ''))?.block;
  const at = block ? `${block.path}:${block.line + line}` : `${file?.fileName ?? 'the compiler'}:${line + 1}`;
  return { at: block, words: `${at}: ${text}` };
}

/** All in one process, as each of them loads the same package. A module that ends it, or never ends, has no result. */
async function runAll(files: readonly string[]): Promise<readonly Ran[]> {
  if (files.length === 0) return [];
  const runner = `
    const write = process.stdout.write.bind(process.stdout);
    for (const file of ${JSON.stringify(files)}) {
      const ran = { output: '' };
      process.stdout.write = (text) => ((ran.output += text), true);
      try { await import(file); } catch (error) { ran.error = String(error?.stack ?? error); }
      write(JSON.stringify(ran) + '\\n');
    }
    process.exit();`;
  const script = join(files[0] ?? '', '..', 'run-all.mjs');
  writeFileSync(script, runner);
  return new Promise((done) => {
    execFile(process.execPath, [script], { timeout: 120_000, maxBuffer: 1 << 26 }, (_, stdout) => {
      done(linesOf(stdout).map((line) => JSON.parse(line) as Ran));
    });
  });
}

function verdict(block: Block, ran: Ran | undefined): string[] {
  const at = `${block.path}:${block.line}`;
  if (!ran) return [`${at}: has not come to an end`];
  if (ran.error !== undefined) return [`${at}: throws ${ran.error.split('\n')[0]}`];
  const expected = block.prints === undefined ? printsByComments(block.code) : linesOf(block.prints);
  const problem = expected && difference(expected, linesOf(ran.output));
  return problem ? [`${at}: ${problem.words}`] : [];
}

/** What `console.log(...); // text` announces in the module itself; undefined when no line does. */
function printsByComments(code: string): readonly string[] | undefined {
  const comments = Array.from(code.matchAll(/^\s*console\.log\(.*\);\s*\/\/ (.*)$/gm), ([, comment = '']) => comment);
  return comments.length === 0 ? undefined : comments;
}

function linesOf(text: string): readonly string[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n').map((line) => line.trimEnd());
}
