/** Something is wrong with a specification, or with what was asked of it. The message says what and where, on one line. */
export class SpecificationError extends Error {}

/** A message as one line. Those of the type checker are trees: the top says what is wrong, and the bottom where it was seen. */
export const oneLine = (text: string): string => {
  const [first = '', ...rest] = text.trim().split(/\s*\n\s*/);
  const last = rest.at(-1);
  return last === undefined ? first : `${first}, ${last}`;
};
