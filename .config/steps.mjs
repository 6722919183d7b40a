// Runs the steps of a script one after the other, all of them, and says at the end which failed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each step is [name, command]. What a step prints is shown only when it fails. */
export function runSteps(steps) {
  const failed = steps.filter(([name, command]) => !runStep(name, command)).map(([name]) => name);
  if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function runStep(name, command) {
  const start = performance.now();
  const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(command, { cwd: root, env, shell: true, encoding: 'utf8' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) console.error(`${stdout}${stderr}`.trimEnd());
  return status === 0;
}
