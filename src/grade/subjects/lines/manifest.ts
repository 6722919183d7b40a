/** The manifest of a submission in any language: what is to be run, and what is to be built before. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { reasonOf } from '../../../host/errors.ts';
import { readJson } from '../../../trace/schema.ts';
import { NotGradable } from '../notGradable.ts';

/** The name of its file. */
export const MANIFEST = 'figure2.json';

const WORDS_MAX = 100;
const WORD_LENGTH_MAX = 4096;

const command = z.array(z.string().min(1).max(WORD_LENGTH_MAX)).min(1).max(WORDS_MAX);

const manifest = z.strictObject({
  /** The program of one server and its arguments. */
  command,
  /** What is run once before, in the same folder. */
  build: command.optional(),
  /** What it speaks; left out: the line protocol. */
  protocol: z.literal('maelstrom').optional(),
});

export type LineManifest = z.infer<typeof manifest>;

/** Is it the path of a manifest? */
export const isManifest = (path: string): boolean => basename(path) === MANIFEST;

/**
 * Reads a manifest.
 *
 * @throws NotGradable when it can't be read, or says something else.
 */
export const readManifest = (path: string): LineManifest => {
  const read = readJson(textOf(path), manifest);
  if (!read.ok) throw new NotGradable(`${path}: ${read.because}; give {"command": ["python3", "raft.py"]}`);
  return read.value;
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new NotGradable(`${path} can't be read: ${reasonOf(error)}`);
  }
};
