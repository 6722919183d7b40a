/** Numbers, times and plurals in words. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 1,234,567 */
export const count = (number: number): string => grouped.format(number);

/** 1,234.5 */
export const tenth = (number: number): string => tenths.format(number);

/** 12.3 s, 5.1 min, 2.4 h */
export const duration = (seconds: number): string => {
  if (seconds < 120) return `${tenth(seconds)} s`;
  return seconds < 7200 ? `${tenth(seconds / 60)} min` : `${tenth(seconds / 3600)} h`;
};

/** To a millisecond, for documents. */
export const milli = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** `1 run`, `2 runs` */
export const plural = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
