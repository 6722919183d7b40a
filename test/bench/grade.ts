/** What it costs to grade one submission in Go, and how much faster that is than the course's own tests, which run in real time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { labNames, runLab } from '../../model/index.ts';
import { buildGo, type GoBuild, goProgram, WireChecks, watchedProgram } from '../../src/grade/index.ts';
import { runSchedule, schedules } from '../../src/grade/schedules/index.ts';
import { emitter, MESSAGES } from './emitter.ts';
import { cpuSeconds, type Result, race, short } from './measure.ts';

const GOOD = 'test/grade/submissions/good';
const SEED = 1;

export const benchGrade = (): Result => {
  if (spawnSync('go', ['version']).status !== 0)
    return {
      numbers: { skipped: 'no Go compiler' },
      lines: ['skipped: a Go compiler is needed, and go is not on PATH'],
    };
  const build = buildSeconds();
  const built = buildGo(GOOD);
  const scenarios = scenariosOf(built);
  const program = goProgram(built);
  const scheduleSeconds = cpuSeconds(() => {
    for (const schedule of schedules) runSchedule({ schedule, program, seed: SEED });
  });
  const { emit } = emitter();
  const microsecondsPerMessage = race({ emit }).emit / MESSAGES;
  const { virtualSeconds, seconds } = scenarios;
  const ratio = virtualSeconds / seconds;
  return {
    numbers: { seed: SEED, build, scenarios: { ...scenarios, ratio }, scheduleSeconds, microsecondsPerMessage },
    lines: [
      `on ${machineWords()}; all times are of CPU`,
      `build: ${seconds3(build.cold)} with an empty cache of the compiler, ${seconds3(build.again)} with a full one and another text`,
      `the ${labNames.length} scenarios with the checks of the wire: ${seconds3(seconds)}`,
      `they take ${short(virtualSeconds)} s of virtual time, which is what the course's own tests take in real time: ${short(ratio)} times as fast`,
      `the ${schedules.length} directed schedules: ${seconds3(scheduleSeconds)}`,
      `one call of the host with a message: ${short(microsecondsPerMessage)} microseconds`,
    ],
  };
};

const seconds3 = (value: number): string => `${short(value)} s`;

const machineWords = (): string => {
  const { length } = cpus();
  const model = cpus()[0]?.model.trim() ?? 'a processor';
  return `${length} threads of ${model} (${arch()}), Node ${process.versions.node}`;
};

const scenariosOf = (build: GoBuild): { readonly seconds: number; readonly virtualSeconds: number } => {
  let virtualSeconds = 0;
  const seconds = cpuSeconds(() => {
    for (const name of labNames) {
      const program = watchedProgram(goProgram(build), new WireChecks({ seed: SEED }));
      virtualSeconds += runLab({ name, seed: SEED, program }).virtualSeconds;
    }
  });
  return { seconds, virtualSeconds };
};

/** In a process of its own, whose children's CPU its shell tells: with an empty cache, and then once more with another text. */
const buildSeconds = (): { readonly cold: number; readonly again: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'figure2-bench-'));
  try {
    return { cold: compilerSeconds(folder, 'cold'), again: compilerSeconds(folder, 'again') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const BUILD = `
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { buildGo } from './src/grade/index.ts';
const [folder, word] = process.argv.slice(1);
cpSync('${GOOD}', folder, { recursive: true });
const file = folder + '/src/raft1/raft.go';
writeFileSync(file, readFileSync(file, 'utf8') + '\\nvar Word = "' + word + '"\\n');
buildGo(folder);
const { user, system } = process.cpuUsage();
console.log(String((user + system) / 1e6));
`;

const compilerSeconds = (folder: string, word: string): number => {
  const node = [process.execPath, '--import', './.config/ts-node.mjs', '--input-type=module', '-e', BUILD];
  const args = ['-c', '"$@" && times', 'sh', ...node, join(folder, 'submission'), word];
  const { stdout, stderr, status } = spawnSync('sh', args, {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
  });
  if (status !== 0) throw new Error(`the submission could not be built: ${stderr.trim()}`);
  const [own = '', , children = ''] = stdout.trim().split('\n');
  const all = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
  );
  return all.reduce((sum, value) => sum + value, 0) - Number(own);
};
