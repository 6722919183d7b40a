/** Texts inside of XML and HTML. */
import { printable } from './printable.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that means nothing to XML. Controls, most of which no document can hold, are written as their numbers. */
export const xml = (text: string): string =>
  text.replaceAll(/[&<>"']|(?![\n\t])\p{Cc}/gu, (character) => ENTITIES[character] ?? printable(character));
