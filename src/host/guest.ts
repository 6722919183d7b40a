/**
 * A user's module is a guest in this process: it ends it neither by itself nor by an error that nobody waits for, and what it
 * prints goes to standard error, so that a document on standard output stands there alone.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { reasonIn } from '../text/thrown.ts';
import { UsageError } from './errors.ts';
import { divertOutput, restoreOutput } from './output.ts';

/** A user's module has ended the process, or would have. There is no verdict. */
export class GuestFault extends UsageError {}

let fault: GuestFault | undefined;
let tell: (fault: GuestFault) => void = () => undefined;

/** Fails as soon as a module does what a guest must not, outside of anything that is waited for. */
export const guestFault: Promise<never> = new Promise((_resolve, reject) => {
  tell = reject;
});
guestFault.catch(() => undefined); // whoever waits for it is told

/** @throws GuestFault when a module has tried to end the process, whoever has caught that. */
export const expectNoFault = (): void => {
  if (fault) throw fault;
};

/** Have modules of users run in this thread? They may have left timers, sockets and listeners behind. */
export const hasGuests = (): boolean => restore !== undefined;

const blame = (what: string): GuestFault => {
  fault ??= new GuestFault(what);
  tell(fault);
  return fault;
};

/** A module does what a guest must not, and somebody else has seen it. */
export const blameGuest = (what: string): void => void blame(what);

/** What makes the process again what it was; undefined: no guest has come. */
let restore: (() => void) | undefined;

/** From here on modules of users may run in this thread. */
export const receiveGuests = (file: string): void => {
  divertOutput();
  if (restore) return;
  const allowEnds = refuseEnds((what) => blame(`${file} ${what}`));
  const fail = (error: unknown): void => {
    blame(`${file} fails where nobody waits for it: ${reasonIn(error)}; there is no verdict`);
  };
  for (const event of FAILURES) process.on(event, fail);
  const restoreWrites = divertWrites();
  restore = () => {
    allowEnds();
    for (const event of FAILURES) process.off(event, fail);
    restoreWrites();
  };
};

/** What of the process is another thing while there are guests. */
const OWN = ['exit', 'abort', 'kill', 'reallyExit'] as const;

/** Calls that would end the process throw what is made of them. Gives what makes them again what they were. */
const refuseEnds = (faultOf: (what: string) => Error): (() => void) => {
  const refuse =
    (call: string) =>
    (...args: readonly unknown[]): never => {
      throw faultOf(
        `ends the process: it calls ${call}(${args.map(reasonIn).join(', ')}); leave that out, there is no verdict`,
      );
    };
  const own = Object.fromEntries(OWN.map((name) => [name, Reflect.get(process, name) as unknown]));
  const kill = process.kill.bind(process);
  process.exit = refuse('process.exit');
  process.abort = refuse('process.abort');
  Reflect.set(process, 'reallyExit', refuse('process.reallyExit'));
  process.kill = (pid, signal) => (pid === process.pid ? refuse('process.kill')(pid, signal) : kill(pid, signal));
  return () => void Object.assign(process, own);
};

/**
 * Calls functions of a user's, here and now, in a process that is the user's as well.
 *
 * @param who they are, as the words of an error begin
 * @throws GuestFault when one of them tries to end the process, whoever has caught that.
 */
export const withGuest = <Result>(who: string, act: () => Result): Result => {
  const faults: GuestFault[] = [];
  const allowEnds = refuseEnds((what) => {
    faults.push(new GuestFault(`${who} ${what}`));
    return faults[0] as GuestFault;
  });
  try {
    const result = act();
    if (faults[0]) throw faults[0];
    return result;
  } catch (error) {
    throw faults[0] ?? error;
  } finally {
    allowEnds();
  }
};

const FAILURES = ['uncaughtException', 'unhandledRejection'] as const;

/** All guests have gone: the process is again what it was before the first one came. */
export const dismissGuests = (): void => {
  restore?.();
  restoreOutput();
  restore = undefined;
  fault = undefined;
};

const STDOUT = 1;
const STDERR = 2;

/** Writes to standard output by its number, past the stream. */
const divertWrites = (): (() => void) => {
  const names = ['write', 'writeSync', 'writev', 'writevSync', 'writeFile', 'writeFileSync', 'appendFileSync'] as const;
  const real = Object.fromEntries(names.map((name) => [name, fs[name] as (...args: unknown[]) => unknown]));
  for (const [name, write] of Object.entries(real)) {
    const divert = (target: unknown, ...rest: unknown[]): unknown =>
      write(target === STDOUT ? STDERR : target, ...rest);
    Reflect.set(fs, name, Object.assign(divert, write));
  }
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  };
};
