/** Where a node tells what happens to it, and how it keeps from telling one thing again and again. */
import { performance } from 'node:perf_hooks';
import { reasonOf } from './systemReason.ts';

/** Takes what a node has to tell. Loggers such as pino's are of this form. None of its functions throws. */
export interface Logger {
  /** What is as it should be. */
  readonly info: LogFunction;
  /** What somebody may have to mend, although the node goes on. */
  readonly warn: LogFunction;
  /** What somebody has to mend. */
  readonly error: LogFunction;
}

/** Takes the values of what happened, for programs, and what happened in one line. */
export type LogFunction = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** The same, and whatever it throws is told as a warning of the process, once: what a node does does not hang on what is told of it. */
export const unfailing = (logger: Logger): Logger => {
  let hasFailed = false;
  const of =
    (level: LogLevel): LogFunction =>
    (fields, message) => {
      try {
        logger[level](fields, message);
      } catch (error) {
        if (!hasFailed) process.emitWarning(`the logger has failed: ${reasonOf(error)}`);
        hasFailed = true;
      }
    };
  return { info: of('info'), warn: of('warn'), error: of('error') };
};

/** Tells nobody. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** How loud a line is. */
export type LogLevel = keyof Logger;

const levels: readonly LogLevel[] = ['info', 'warn', 'error'];

/**
 * Writes a line of JSON for all that is at least as loud as `level`: `level`, `message`, then the fields.
 *
 * @param write takes a line with its end; standard error, if nothing is given.
 *
 * @example
 * ```ts
 * import { lineLogger } from 'figure2/runtime';
 *
 * const lines: string[] = [];
 * const logger = lineLogger('info', (line) => void lines.push(line.trim()));
 * logger.info({ peer: 'S2' }, 'S2 is connected');
 * console.log(lines[0]); // {"level":"info","message":"S2 is connected","peer":"S2"}
 * ```
 */
export const lineLogger = (
  level: LogLevel = 'warn',
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger => {
  const loud = levels.slice(levels.indexOf(level));
  const of = (name: LogLevel): LogFunction =>
    loud.includes(name)
      ? (fields, message) => write(`${JSON.stringify({ level: name, message, ...fields })}\n`)
      : () => {};
  return { info: of('info'), warn: of('warn'), error: of('error') };
};

/** Tells each thing at most once in a while. */
export interface CalmLogger {
  /**
   * @param key what is told: while it was told lately, it is counted and not told. The next line has the number as `unsaid`.
   */
  readonly say: (level: LogLevel, key: string, fields: Readonly<Record<string, unknown>>, message: string) => void;
}

const MINUTE_MS = 60_000;

/** So many keys are remembered; of more, the oldest is forgotten, and so may be told again. */
const MAX_KEYS = 1024;

/** @param now a clock that never goes back, in milliseconds */
export const calm = (
  logger: Logger,
  {
    everyMs = MINUTE_MS,
    now = () => performance.now(),
  }: { readonly everyMs?: number; readonly now?: () => number } = {},
): CalmLogger => {
  const told = new Map<string, { readonly atMs: number; unsaid: number }>();
  return {
    say: (level, key, fields, message) => {
      const atMs = now();
      const last = told.get(key);
      if (last !== undefined && atMs - last.atMs < everyMs) {
        last.unsaid++;
        return;
      }
      told.delete(key); // so that it is the youngest again
      const [oldest] = told.size < MAX_KEYS ? [] : told.keys();
      if (oldest !== undefined) told.delete(oldest);
      told.set(key, { atMs, unsaid: 0 });
      logger[level](last === undefined || last.unsaid === 0 ? fields : { ...fields, unsaid: last.unsaid }, message);
    },
  };
};
