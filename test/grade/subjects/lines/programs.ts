/** Small programs that speak the line protocol, written for Node, which is there wherever these tests run. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const scratch = mkdtempSync(join(tmpdir(), 'figure2-lines-'));

const loop = (body: string): string => `import { readSync, writeSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
const say = (...outputs) => writeSync(1, outputs.map((one) => JSON.stringify(one) + '\\n').join(''));
const done = { type: 'done' };
let text = '';
for (const bytes = Buffer.alloc(65536); ; ) {
  let end;
  while ((end = text.indexOf('\\n')) < 0) {
    const length = readSync(0, bytes);
    if (length === 0) process.exit();
    text += bytes.toString('utf8', 0, length);
  }
  const event = JSON.parse(text.slice(0, end));
  text = text.slice(end + 1);
  ${body}
}
`;

/** A program that is silent, but asks to be woken, and then does this. */
export const sleeper = (code: string): string =>
  loop(`if (event.type === 'timeout') { ${code} }
  if (event.type === 'boot') say({ type: 'wake', at: 50 });
  if (event.type === 'start' || event.type === 'state') say({ type: 'result', term: 0, isLeader: false });
  say(done);`);

/** A program that does this with each event. */
export const program = loop;

/** Writes a program, and gives the path of its manifest. */
export const written = (name: string, text: string, manifest: object = { command: [process.execPath, 'raft.mjs'] }) => {
  const folder = join(scratch, name.replaceAll(/\W/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'raft.mjs'), text);
  writeFileSync(join(folder, 'figure2.json'), JSON.stringify(manifest));
  return join(folder, 'figure2.json');
};
