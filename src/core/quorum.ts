import type { Index } from './types.ts';

/** How many of `size` servers are a majority: any two majorities share a server. */
export const majority = (size: number): number => Math.floor(size / 2) + 1;

/** Have a majority of a cluster of `size` servers voted? `votes` counts each server once. */
export const isMajority = (votes: number, size: number): boolean => votes >= majority(size);

/** The highest index that a majority has, given the highest index that each server of the cluster has. */
export const agreedIndex = (indexes: readonly Index[]): Index =>
  [...indexes].sort((a, b) => b - a)[majority(indexes.length) - 1] ?? 0;
