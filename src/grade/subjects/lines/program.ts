/** A program that speaks the line protocol, as a program that is tested. */
import type { SubjectProgram } from '../../../../model/runs/labs/index.ts';
import type { ProcessDesk } from '../../processes/desk.ts';
import type { ProcessCommand } from '../../processes/messages.ts';
import { LineServer } from './server.ts';

/** A program whose servers are processes. With `limitMs` none of them may be silent for longer, in real time. */
export const lineProgram =
  (program: ProcessCommand, desk: ProcessDesk, limitMs?: number): SubjectProgram =>
  (run) =>
  (server, saved, host) =>
    new LineServer({ desk, program, server, saved, host, run, limitMs });
