import { expect, test } from 'vitest';
import { xml } from '../../src/text/xml.ts';

test.each([
  ['what means something to XML', `<a b="c">&'`, '&lt;a b=&quot;c&quot;&gt;&amp;&#39;'],
  ['controls, which no document can hold', 'a\u{1b}[31mb\u{0}c\r', 'a\\u{1b}[31mb\\u{0}c\\u{d}'],
  ['lines stay', 'a\n\tb', 'a\n\tb'],
])('%s', (_, text, written) => {
  expect(xml(text)).toBe(written);
});
