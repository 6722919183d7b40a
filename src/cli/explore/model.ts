/** The loading of a user's model. */

import { isMainThread } from 'node:worker_threads';
import { FunctionCalls } from '../../check/explore/functionCalls.ts';
import { validModel } from '../../check/explore/guard.ts';
import type { AnyModel } from '../../check/explore/model.ts';
import { UsageError } from '../../host/errors.ts';
import { importModule } from '../../host/module.ts';
import { callWatched } from '../../host/watchedMain.ts';
import { reasonIn } from '../../text/thrown.ts';

/**
 * The model in a user's file, as it stands there. Every thread loads it for itself, since functions can't be sent.
 *
 * @throws UsageError when there is none in the file, or something is wrong with it.
 */
export const loadModel = async (file: string): Promise<AnyModel> => {
  const { model } = await importModule(file);
  if (model === undefined) {
    throw new UsageError(`${file} exports no model; add: export const model = { name, initialStates, actions, next };`);
  }
  try {
    readWatched(file, () => validModel(model, new FunctionCalls()));
    return model as AnyModel;
  } catch (error) {
    throw new UsageError(`${file}: ${reasonIn(error)}`);
  }
};

/** A getter or a proxy of the model's may not come to an end either; threads read what the main thread has read before. */
const readWatched = (file: string, read: () => unknown): void => {
  if (isMainThread) callWatched(`${file}: the model is read`, read);
  else read();
};
