/** What stands behind the flags. Each reader takes the text of a value and refuses it in words that say what would do. */
import { InvalidArgumentError } from 'commander';
import { MEMORY_MB_MAX, MEMORY_MB_MIN } from '../../grade/limits.ts';
import { MAX_SPEC_SEED } from '../../verify/formal.ts';
import { reportNames, type WantedReport } from '../../verify/report/wanted.ts';
import { SEED_MAX, WORKERS_MAX } from '../../verify/seeds.ts';

const PORT_MAX = 65_535;
const COUNT_MAX = 1_000_000;

const wholeOf = (text: string, min: number, max: number): number => {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new InvalidArgumentError(`give a whole number from ${min} to ${max}`);
};

export const readSeed = (text: string): number => wholeOf(text, 0, SEED_MAX);

/** The seeds of the formal language are of 64 bits. */
export const readSpecSeed = (text: string): bigint => {
  if (/^\d{1,20}$/.test(text) && BigInt(text) <= MAX_SPEC_SEED) return BigInt(text);
  throw new InvalidArgumentError(`give a whole number from 0 to ${MAX_SPEC_SEED}`);
};

export const readWorkers = (text: string): number => wholeOf(text, 1, WORKERS_MAX);

export const readPort = (text: string): number => wholeOf(text, 1, PORT_MAX);

const CUT_MAX = 1_000_000_000;

export const readCut = (text: string): number => wholeOf(text, 1, CUT_MAX);

export const readCount = (text: string): number => wholeOf(text, 1, COUNT_MAX);

/** Memory of one server of a submission. */
export const readMegabytes = (text: string): number => wholeOf(text, MEMORY_MB_MIN, MEMORY_MB_MAX);

const UNIT_SECONDS = { s: 1, m: 60, h: 3600 } as const;
const BUDGET_MAX_SECONDS = 1000 * UNIT_SECONDS.h;

/** A time such as `20s`, `5m` or `1h`, in seconds. */
export const readBudget = (text: string): number => {
  const [, amount, unit] = /^([1-9]\d{0,7})([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
  if (seconds <= BUDGET_MAX_SECONDS) return seconds;
  throw new InvalidArgumentError('give a time such as 20s, 5m or 1h, at most 1000h');
};

const UNIT_BYTES = { m: 2 ** 20, g: 2 ** 30 } as const;
const MEMORY_MIN_BYTES = 16 * UNIT_BYTES.m;
const MEMORY_MAX_BYTES = 1024 * UNIT_BYTES.g;

/** A size such as `500m` or `2g`, in bytes. */
export const readMemory = (text: string): number => {
  const [, amount, unit] = /^([1-9]\d{0,6})([mg])$/.exec(text) ?? [];
  const bytes = Number(amount) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES];
  if (bytes >= MEMORY_MIN_BYTES && bytes <= MEMORY_MAX_BYTES) return bytes;
  throw new InvalidArgumentError('give a size such as 500m or 2g, from 16m to 1024g');
};

/** What `--report` says, after the reports that were asked for before. */
export const readReport = (text: string, earlier: readonly WantedReport[] = []): readonly WantedReport[] => {
  const [, wanted, file] = /^([^=]*)(?:=(.+))?$/s.exec(text) ?? [];
  const name = reportNames.find((known) => known === wanted);
  if (!name || (file === undefined && text.includes('='))) {
    throw new InvalidArgumentError(
      `give ${reportNames.join(', ')}, or one of them with a file, such as junit=results.xml`,
    );
  }
  return [...earlier, { name, ...(file !== undefined && { file }) }];
};
