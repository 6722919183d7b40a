/** Fails a test file that leaves the process other than it was: the files of one worker share it. */
import { afterAll } from 'vitest';
import { dismissGuests } from '../../src/host/guest.ts';
import { globalState, leftBehind } from './globalState.ts';

const before = globalState();

// This hook is the first one to be asked for, and so the last one to run.
afterAll(() => {
  dismissGuests();
  const names = leftBehind(before, globalState());
  if (names.length > 0) throw new Error(`this file leaves behind for the next one: ${names.join(', ')}`);
});
