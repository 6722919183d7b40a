/** A submission in Go as a program that is tested. */
import type { SubjectProgram } from '../../../../model/runs/labs/index.ts';
import type { GoBuild } from './build.ts';
import { GoInstance } from './instance.ts';

/** A program whose servers are instances of the built module. */
export const goProgram =
  ({ module }: Pick<GoBuild, 'module'>): SubjectProgram =>
  (run) =>
  (server, saved, host) =>
    new GoInstance({ module, server, saved, host, run });
