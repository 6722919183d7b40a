/** The loading of a user's model. */

import type { AnyModel } from '../../check/explore/explore.ts';
import { UsageError } from '../../host/errors.ts';
import { importModule } from '../../host/module.ts';
import { guardAny } from './guard.ts';
import { readModel } from './shape.ts';

/**
 * The model in a user's file. Every thread loads it for itself, since functions can't be sent.
 *
 * @throws UsageError when there is none in the file, or something is wrong with it.
 */
export const loadModel = async (file: string): Promise<AnyModel> => {
  const { model } = await importModule(file);
  if (model === undefined) {
    throw new UsageError(`${file} exports no model; add: export const model = { name, initialStates, actions, next };`);
  }
  const read = readModel(model);
  if (!read.ok) throw new UsageError(`${file}: ${read.because}`);
  return guardAny(read.model);
};
