/**
 * Looks at options that are counts or seeds. Those that are left out are not looked at.
 *
 * @throws RangeError that names the first that is no whole number in its range.
 */
export const expectWhole = (options: Readonly<Record<string, number | undefined>>, min: number, max: number): void => {
  for (const [name, value = min] of Object.entries(options)) {
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${name} is ${value}; give a whole number from ${min} to ${max}`);
    }
  }
};
