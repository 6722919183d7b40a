/** What is explored. Threads import this module. */
import { createHash } from 'node:crypto';
import type { Config } from '../../../model/worlds/configs/config.ts';
import type { ComponentStore } from '../../check/explore/componentStore.ts';
import { spaceOf } from '../../check/explore/explore.ts';
import type { Space } from '../../check/explore/space.ts';
import { expectRegularFile, readText } from '../../host/files.ts';
import { expectNoFault } from '../../host/guest.ts';
import { loadProtocol, pathIn } from '../../verify/protocolName.ts';
import { loadModel } from './model.ts';

/** Plain data, so that it can be sent to threads. A checkpoint is recognized by it. */
export type ExploreSubject = ModelSubject | ConfigSubject;

/** A user's model. */
export interface ModelSubject {
  readonly model: Source;
  /** Compare states up to renamings? Left out: where that is sound. */
  readonly symmetry?: boolean;
}

/** A configuration of figure2. */
export interface ConfigSubject {
  readonly config: Config;
  /** Left out: the shipped protocol. */
  readonly protocol?: Source;
  /** Compare worlds up to renamings? Left out: as the configuration says. */
  readonly symmetry?: boolean;
}

/** A user's file, or a protocol by its name. */
export interface Source {
  readonly file: string;
  /** So that no search goes on with another file than it began with. */
  readonly hash: string;
}

/** @throws UsageError when it can't be read. */
export const sourceIn = (file: string): Source => {
  const path = pathIn(file);
  if (path === undefined) return { file, hash: '' };
  expectRegularFile(path);
  return { file, hash: createHash('sha256').update(readText(path)).digest('hex') };
};

/** One thread's view of the subject. */
export const spaceFor = async (subject: ExploreSubject, store: ComponentStore): Promise<Space> => {
  const { symmetry } = subject;
  if ('model' in subject) return spaceOf(await loadModel(subject.model.file), store, symmetry);
  const { worldOf } = await import('../../../model/worlds/configs/config.ts');
  const protocol = await loadProtocol(subject.protocol?.file);
  return worldOf(subject.config, store, { protocol, ...(symmetry !== undefined && { symmetry }) });
};

/** What a module has done that a guest must not speaks against all that was found. */
export const expectSound = (): void => expectNoFault();
