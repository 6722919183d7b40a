/** What is explored. Threads import this module. */
import { createHash } from 'node:crypto';
import { type AnyModel, spaceOf } from '../../check/explore/explore.ts';
import type { Kit } from '../../check/explore/kit.ts';
import type { Space } from '../../check/explore/space.ts';
import { readText } from '../support/files.ts';
import { loadModel } from './model.ts';

/** A user's model: plain data, so that it can be sent to threads. A checkpoint is recognized by it. */
export interface Subject {
  readonly file: string;
  /** Of the file, so that no search goes on with another model than it began with. */
  readonly hash: string;
  /** Compare states up to renamings? Left out: where that is sound. */
  readonly symmetry?: boolean;
}

export const subjectIn = (file: string, symmetry: boolean | undefined): Subject => ({
  file,
  hash: createHash('sha256').update(readText(file)).digest('hex'),
  ...(symmetry !== undefined && { symmetry }),
});

/** One thread's view of the subject. */
export const spaceFor = async (subject: Subject, kit: Kit): Promise<Space> =>
  spaceOf(await modelOf(subject), kit, subject.symmetry);

export const modelOf = ({ file }: Subject): Promise<AnyModel> => loadModel(file);
