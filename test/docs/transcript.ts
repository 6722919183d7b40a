/** Runs the commands of a page, one after the other in one shell, and compares what they print. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Block } from './blocks.ts';

interface Command {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** What it prints, line by line; undefined: anything. */
  readonly expected?: readonly string[];
}

/** Of a whole page, on a machine that is busy with others. */
const TIME_LIMIT_MS = 240_000;
const MARK = 'figure2-docs-command-ended-with';

/** Runs the blocks in `console` and `sh` of a page and says what is wrong. `bin` is where `figure2` is found. */
export async function runCommands(blocks: readonly Block[], folder: string, bin: string): Promise<string[]> {
  const commands = blocks.filter(({ noRun }) => noRun === undefined).flatMap(commandsOf);
  if (commands.length === 0) return [];
  const results = resultsIn(await runShell(commands, folder, bin));
  return commands.flatMap((command, index) => {
    const result = results[index];
    const at = `${command.path}:${command.line}`;
    if (!result) return index === results.length ? [`${at}: "${command.text}" has not come to an end`] : [];
    const problem = command.expected && difference(command.expected, result.lines);
    if (problem) return [`${command.path}:${command.line + problem.offset}: ${problem.words}`];
    const isTold = commands[index + 1]?.text === 'echo $?';
    if (result.status === 0 || isTold) return [];
    return [`${at}: "${command.text}" ended with ${result.status}; show it with $ echo $?\n${result.lines.join('\n')}`];
  });
}

function commandsOf({ language, path, line, code }: Block): Command[] {
  if (language === 'sh') return [{ path, line, text: code.trim() }];
  if (language !== 'console') return [];
  const commands: { path: string; line: number; text: string; expected: string[] }[] = [];
  for (const [offset, text] of code.trimEnd().split('\n').entries()) {
    const last = commands.at(-1);
    if (text.startsWith('$ ')) commands.push({ path, line: line + offset, text: text.slice(2), expected: [] });
    else if (last?.text.endsWith('\\') && last.expected.length === 0) last.text += `\n${text}`;
    else last?.expected.push(text);
  }
  return commands;
}

function runShell(commands: readonly Command[], folder: string, bin: string): Promise<string> {
  const steps = commands.map(
    ({ text }) => `(exit $s); eval '${text.replaceAll("'", "'\\''")}' </dev/null; s=$?; printf '\\n${MARK} %s\\n' $s`,
  );
  const path = `${bin}:${resolve('node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = spawn('bash', ['-c', `exec 2>&1; s=0\n${steps.join('\n')}`], {
    cwd: folder,
    env: { ...environment, PATH: path, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  // The group is ended, and so what the shell has started.
  const limit = setTimeout(() => child.pid !== undefined && process.kill(-child.pid), TIME_LIMIT_MS);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => {
      clearTimeout(limit);
      done(output);
    });
  });
}

function resultsIn(output: string): { readonly lines: readonly string[]; readonly status: number }[] {
  const results: { lines: readonly string[]; status: number }[] = [];
  let start = 0;
  for (const match of output.matchAll(new RegExp(`\\n${MARK} (\\d+)\\n`, 'g'))) {
    const text = output.slice(start, match.index).trimEnd();
    results.push({
      lines: text === '' ? [] : text.split('\n').map((line) => line.trimEnd()),
      status: Number(match[1]),
    });
    start = match.index + match[0].length;
  }
  return results;
}

/**
 * Where two texts part. In the expected one, a line `...` stands for any lines, and `…` within a line for any characters.
 * `offset` counts the expected lines from 1.
 */
export function difference(
  expected: readonly string[],
  actual: readonly string[],
): { readonly offset: number; readonly words: string } | undefined {
  let [furthest, reached] = [0, 0];
  const fits = (e: number, a: number): boolean => {
    if (e > furthest || (e === furthest && a > reached)) [furthest, reached] = [e, a];
    const line = expected[e];
    if (line === undefined) return a === actual.length;
    if (line.trim() === '...') return fits(e + 1, a) || (a < actual.length && fits(e, a + 1));
    return a < actual.length && pattern(line).test(actual[a] ?? '') && fits(e + 1, a + 1);
  };
  if (fits(0, 0)) return undefined;
  const wanted = expected[furthest] ?? 'no more lines';
  const printed = actual.slice(reached, reached + 12).join('\n') || '(nothing more)';
  return { offset: furthest + 1, words: `expected: ${wanted}\nwas printed:\n${printed}` };
}

function pattern(line: string): RegExp {
  const parts = line.trimEnd().split('…');
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')}$`, 'u');
}
