/** What a lab expected and did not see, as one sentence. */
export class LabFailure extends Error {}

/** Ends the lab: it has failed. */
export const fail = (because: string): never => {
  throw new LabFailure(because);
};

/** So many servers, in words. */
export const servers = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;
