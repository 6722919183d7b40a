/** What schedules are played on in tests, and what comes of one. */
import { mutantOf } from '../../../model/mutants/index.ts';
import { figure2Program, type SubjectHost, type SubjectProgram } from '../../../model/runs/labs/index.ts';
import { runSchedule, schedules } from '../../../src/grade/schedules/index.ts';

export const findingOf = (id: string, program: SubjectProgram, seed = 1) => {
  const schedule = schedules.find((one) => one.id === id);
  if (!schedule) throw new Error(`there is no schedule ${id}`);
  return runSchedule({ schedule, program, seed });
};

export const mutated = (id: string): SubjectProgram => figure2Program({ protocol: mutantOf(id)?.protocol });

/** The shipped program, whose servers do some things otherwise towards their host. */
export const changed =
  (change: (host: SubjectHost) => Partial<SubjectHost>): SubjectProgram =>
  (run) => {
    const boot = figure2Program({})(run);
    return (server, saved, host) => boot(server, saved, { ...host, ...change(host) });
  };
