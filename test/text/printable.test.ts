import { expect, test } from 'vitest';
import { withoutControls } from '../../src/text/printable.ts';

const ESC = '\u{1b}';

test.each([
  ['lines, tabs and colours stay', `a\n\t${ESC}[1;31mred${ESC}[0m`, `a\n\t${ESC}[1;31mred${ESC}[0m`],
  ['a style that hides what follows', `${ESC}[8mIt holds`, '\\u{1b}[8mIt holds'],
  ['a style that hides, beside one that does not', `${ESC}[1;8m`, '\\u{1b}[1;8m'],
  ['a title of the window', `${ESC}]0;mine\u{7}`, '\\u{1b}]0;mine\\u{7}'],
  ['a cursor that goes up', `${ESC}[2A`, '\\u{1b}[2A'],
  ['the short form of an escape', '\u{9b}1m', '\\u{9b}1m'],
  ['the short form before what looks like a colour', '\u{9b}[1m', '\\u{9b}[1m'],
  ['a line that is written over', 'broken\rholds', 'broken\\u{d}holds'],
  ['letters of all kinds stay', 'ä 漢 👩\u{200d}🚀', 'ä 漢 👩\u{200d}🚀'],
])('%s', (_, text, shown) => {
  expect(withoutControls(text)).toBe(shown);
});
