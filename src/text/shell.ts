/** Command lines that can be pasted into a shell. */

/** A word of a command line as a shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** A command that can be pasted. Flags without a value are left out. */
export const commandLine = (verb: string, flags: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(flags).reduce(
    (line, [flag, value]) => (value === undefined ? line : `${line} ${flag} ${shellWord(String(value))}`.trimEnd()),
    `figure2 ${verb}`,
  );
