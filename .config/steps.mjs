// Runs the steps of a script, all of them, and says at the end which failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each step is [name, command]; so many run at a time. What a step prints is shown only when it fails. */
export async function runSteps(steps, { atOnce = 1 } = {}) {
  const failed = [];
  const queue = steps.values();
  const lane = async () => {
    for (const [name, command] of queue) if (!(await runStep(name, command))) failed.push(name);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

async function runStep(name, command) {
  const start = performance.now();
  const { status, output } = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) console.error(output.trimEnd());
  return status === 0;
}

function run(command) {
  const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
  const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done({ status, output }));
  });
}
