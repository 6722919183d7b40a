/** A module in the lab's shape as a program that is tested. */
import type { SubjectProgram } from '../../../../model/runs/labs/index.ts';
import type { ModuleFiles } from './files.ts';
import { ModuleServer } from './server.ts';

/** A program whose servers are made by the module, each in a context of its own. */
export const moduleProgram =
  (files: ModuleFiles): SubjectProgram =>
  (run) =>
  (server, saved, host) =>
    new ModuleServer({ files, server, saved, host, run });
