/** What a lab expected and did not see, as one sentence. */
export class LabFailure extends Error {}

/** Ends the lab: it has failed. */
export const fail = (because: string): never => {
  throw new LabFailure(because);
};

/** So many servers, in words. */
export const servers = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;

/** The name of a server: the course counts from 0, we from 1. */
export const nameOf = (server: number): string => `S${server + 1}`;

/** The names of servers. */
export const namesOf = (numbers: readonly number[]): string => numbers.map(nameOf).join(' ');
