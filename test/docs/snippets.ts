/** Runs everything that the documentation shows: modules, commands and what they print. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SourceFile } from '../tidy/files.ts';
import { type Block, type Blocks, blocksOfComments, blocksOfPage } from './blocks.ts';
import { type Module, runModules } from './modules.ts';
import { runCommands } from './transcript.ts';

interface Page extends Blocks {
  readonly path: string;
  /** Where its commands run. The files beside the page are there too. */
  readonly folder: string;
}

const PAGES_AT_ONCE = 2;
const NO_NPM = '#!/bin/sh\necho "npm is not run in tests of the documentation; say no-run=\\"why\\""\nexit 1\n';

/** What is wrong with the blocks of these pages and source files; nothing: all of them do what they say. */
export async function runSnippets(files: readonly SourceFile[]): Promise<string[]> {
  // Below the repository, so that `figure2` means this package, by its own exports.
  mkdirSync('reports', { recursive: true });
  const folder = resolve(mkdtempSync('reports/docs-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(resolve('dist/src/cli/main.js'), join(bin, 'figure2'));
    // It would take this very repository for the reader's.
    writeFileSync(join(bin, 'npm'), NO_NPM, { mode: 0o755 });
    const pages = files.map((file, index) => openPage(file, join(folder, `page-${index}`)));
    const modules = pages.flatMap(writeModules);
    const problems = pages.flatMap((page) => [
      ...page.problems,
      ...page.blocks.flatMap((block) => copyOf(page, block)),
    ]);
    const ofModules = runModules(modules, folder);
    const queue = pages.values();
    const lane = async (): Promise<void> => {
      for (const page of queue) problems.push(...(await runCommands(page.blocks, page.folder, bin)));
    };
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, lane));
    return [...problems, ...(await ofModules)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The blocks that are not run, each with its reason: `path language: reason`. */
export function optOuts(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    blocksOf(file).blocks.flatMap(({ path, language, noRun }) =>
      noRun === undefined ? [] : [`${path} ${language}: ${noRun}`],
    ),
  );
}

function blocksOf(file: SourceFile): Blocks {
  return file.path.endsWith('.md') ? blocksOfPage(file) : blocksOfComments(file);
}

function openPage(file: SourceFile, folder: string): Page {
  const page = { path: file.path, folder, ...blocksOf(file) };
  mkdirSync(folder);
  if (file.path.startsWith('docs/')) {
    const beside = readdirSync(dirname(file.path), { withFileTypes: true });
    for (const entry of beside) {
      if (entry.isFile() && !entry.name.endsWith('.md'))
        cpSync(join(entry.parentPath, entry.name), join(folder, entry.name));
    }
  }
  for (const { file: name, code } of page.blocks) if (name !== undefined) writeFileSync(join(folder, name), code);
  return page;
}

function writeModules({ folder, blocks }: Page): Module[] {
  const beside = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const own = blocks.filter(({ language, of, noRun }) => language === 'ts' && of === undefined && noRun === undefined);
  const written = own.map((block) => {
    const file = join(folder, block.file ?? `line-${block.line}.ts`);
    writeFileSync(file, block.code);
    return { block, file, runs: block.file === undefined };
  });
  const shown = blocks.flatMap((block) =>
    block.of !== undefined && beside.includes(block.of) ? [{ block, file: join(folder, block.of), runs: false }] : [],
  );
  return [...written, ...shown];
}

/** A block that shows a part of a file must be in that file; one that makes a file must be used by a command. */
function copyOf(page: Page, { path, line, of, file, code }: Block): string[] {
  if (of !== undefined) {
    const text = readOrNothing(join(dirname(page.path), of));
    return text.includes(code.trimEnd()) ? [] : [`${path}:${line}: ${of} does not have these lines`];
  }
  if (file === undefined) return [];
  const isUsed = page.blocks.some(
    (block) => ['console', 'sh', 'ts'].includes(block.language) && block.code.includes(file),
  );
  return isUsed ? [] : [`${path}:${line}: no command of the page uses ${file}`];
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
