/** A submission that is another one with its text changed, so that what it does otherwise can be read in a few lines. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClauseId } from '../../../src/core/clauses.ts';

/** The submission that all others are made of. */
export const GOOD = 'test/grade/submissions/good';

const RAFT = 'src/raft1/raft.go';

/** Every variant is run with it. */
export const SEED = 1;

/** A text that stands once in the good submission, and what takes its place. */
export type TextChange = readonly [text: string, by: string];

/** The good submission, changed. */
export interface Variant {
  /** As in `vote-unsaved`. */
  readonly id: string;
  /** In one sentence what it does otherwise. */
  readonly words: string;
  readonly changes: readonly TextChange[];
  /** Words that are spelt otherwise wherever they stand. */
  readonly renames?: readonly TextChange[];
}

/**
 * What comes of a fault:
 *
 * - `safety`: servers can come to apply different commands at one index, or to lose what was committed.
 * - `liveness`: they can come to do nothing more, or nothing for long, and apply nothing wrong.
 * - `promise`: a rule of the paper is broken, and by itself no harm follows from it, since another rule prevents it.
 */
export type Harm = 'safety' | 'liveness' | 'promise';

/** The good submission as it is. */
export const goodVariant: Variant = { id: 'good', words: 'The submission that the others are made of.', changes: [] };

/** The good submission with a fault. */
export interface SeededFault extends Variant {
  /** The rule that is broken. */
  readonly clause: ClauseId;
  /** The row of the kill matrix that is the same defect of the shipped Raft. */
  readonly row?: string;
  readonly harm: Harm;
  /** Of one that breaks safety and that grade lets pass: why, in a sentence. */
  readonly letPass?: string;
}

export const isSeededFault = (variant: Variant): variant is SeededFault => 'harm' in variant;

/** The text of the good submission. */
export const goodText = (): string => readFileSync(join(GOOD, RAFT), 'utf8');

/**
 * The text of a variant.
 *
 * @throws Error when a text to be changed does not stand there once, or a word to be renamed not at all.
 */
export const textOf = ({ id, changes, renames = [] }: Variant, good = goodText()): string => {
  const changed = changes.reduce((text, [old, by]) => {
    const number = text.split(old).length - 1;
    if (number !== 1)
      throw new Error(`${id}: ${JSON.stringify(old)} stands ${number} times in the submission, not once`);
    return text.replace(old, () => by);
  }, good);
  return renames.reduce((text, [old, by]) => {
    const word = new RegExp(String.raw`\b${old}\b`, 'g');
    if (!word.test(text)) throw new Error(`${id}: there is no word ${old} in the submission`);
    return text.replaceAll(word, () => by);
  }, changed);
};

/** Writes a variant into a folder of its own, lends it, and takes it away afterwards. */
export const withVariant = <T>(variant: Variant, use: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-variant-'));
  const end = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    cpSync(GOOD, folder, { recursive: true });
    writeFileSync(join(folder, RAFT), textOf(variant));
    const result = use(folder);
    if (result instanceof Promise) return result.finally(end) as T;
    end();
    return result;
  } catch (error) {
    end();
    throw error;
  }
};
