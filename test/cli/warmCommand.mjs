/** The built command for one command line after the other, in a process that has loaded it: the other end of `figure2Warm`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { run } from '../../dist/src/cli/program.js';
import { dismissGuests } from '../../dist/src/host/guest.js';

/** Text that is written to a stream from here on, and the way back. */
const listenTo = (stream) => {
  const { write } = stream;
  const listeners = stream.listeners('error');
  let text = '';
  stream.write = (part) => {
    text += part.toString();
    return true;
  };
  return () => {
    stream.write = write;
    for (const listener of stream.listeners('error')) if (!listeners.includes(listener)) stream.off('error', listener);
    return text;
  };
};

process.on('message', async ({ cwd, args }) => {
  process.chdir(cwd);
  const [stdout, stderr] = [listenTo(process.stdout), listenTo(process.stderr)];
  const status = await run(args);
  dismissGuests();
  await nextTurn();
  const ended = { status, stdout: stdout(), stderr: stderr() };
  // a search reserves memory that is given back when somebody looks for it
  globalThis.gc();
  process.send(ended);
});
process.on('disconnect', () => process.exit());
