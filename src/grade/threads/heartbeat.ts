/**
 * Tells a program that goes on from one that computes without end: each time a server has done what it was given, a number
 * grows that other threads see. So it does not matter how slow the machine is.
 */
import type { SubjectProgram } from '../../../model/runs/labs/index.ts';
import { programAround } from '../subjects/around.ts';

/** Shared between threads: how often servers have done what they were given. */
export type Heartbeat = SharedArrayBuffer;

/** One that has not begun. */
export const createHeartbeat = (): Heartbeat => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

/** How often it has beaten. */
export const beatsOf = (heartbeat: Heartbeat): number => Atomics.load(new Int32Array(heartbeat), 0);

/** The same program, whose servers let the heart beat. */
export const beatingProgram = (program: SubjectProgram, heartbeat: Heartbeat): SubjectProgram => {
  const beats = new Int32Array(heartbeat);
  return programAround(program, (call) => {
    const result = call();
    Atomics.add(beats, 0, 1);
    return result;
  });
};
