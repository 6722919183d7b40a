import { describe, expect, test } from 'vitest';
import { boxes } from '../../src/core/clauses.ts';
import { repositoryFiles, type SourceFile, under } from './files.ts';
import {
  participleFunctions,
  pathsNamedAsThings,
  prefixLists,
  type Synonym,
  sharedTypeNames,
  synonymsIn,
  unopenedFiles,
} from './naming.ts';

const code = repositoryFiles().filter(({ path }) => /\.(?:tsx?|mjs)$/.test(path));
const typescript = code.filter(({ path }) => !path.endsWith('.mjs'));
const shipped = under(typescript, 'src', 'model');
const prefixes = boxes.map(({ prefix }) => prefix);

/** Where boxes are made, or the list of them is tested. */
const ofBoxes = ['src/core/clauses.ts', 'test/core/boxes.test.ts', 'test/tidy/naming.test.ts'];

/** A message is lost, duplicated, delayed, reordered or corrupted; state is discarded. */
const synonyms: readonly Synonym[] = [
  // What Ongaro's model calls it.
  {
    word: /\w*drop\w*/i,
    instead: 'lose, of a message, or discard, of state',
    except: ['test/check/explore/models/publishedRaft.ts'],
  },
  { word: /\w*damag\w*/i, instead: 'corrupt' },
  { word: /\w*situation\w*/i, instead: 'session, of what is played' },
];

/** What is shipped, and what builds it. */
const spoken = [...shipped, ...code.filter(({ path }) => path.endsWith('.mjs'))];

/** Files of which this test is one speak of what must not be. */
const others = typescript.filter(({ path }) => !path.startsWith('test/tidy/'));

describe('the repository', () => {
  test('opens each file with a sentence', () => {
    expect(unopenedFiles(shipped)).toEqual([]);
  });

  test('has one type for each exported name', () => {
    expect(sharedTypeNames(shipped)).toEqual([]);
  });

  test('lists the prefixes of clauses in one file', () => {
    expect(
      prefixLists(
        code.filter(({ path }) => !ofBoxes.includes(path)),
        prefixes,
      ),
    ).toEqual([]);
  });

  test('has one word for one thing', () => {
    expect(synonymsIn(others, synonyms)).toEqual([]);
  });

  test('calls a protocol a protocol, and its file a file', () => {
    expect(pathsNamedAsThings(shipped, ['protocol'])).toEqual([]);
  });

  test('calls a function by a verb, or by what it gives', () => {
    expect(participleFunctions(spoken)).toEqual([]);
  });
});

describe('a law turns red', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });

  test.each([
    ["import { a } from './b.ts';", ['a file that begins with an import']],
    ["import { a } from './b.ts';\n/** What it is. */", ['a comment behind the imports']],
    ['/** A title */\nexport const a = 1;', ['a comment that is no sentence']],
    ['/**\n * What it is: a\n * thing.\n */\nexport const a = 1;', []],
    ['/** What `a` is. */', []],
    ['#!/usr/bin/env node\n// The program.\n', []],
  ])('on a file that opens with no sentence: %j', (text, problems) => {
    expect(unopenedFiles([file('src/a.ts', text)]).length).toBe(problems.length);
  });

  test('on a name that two files export as a type, and on a ratchet that allows more than is needed', () => {
    const files = [
      file('src/a.ts', 'export interface Move {}; export const Value = 1; interface Step {}'),
      file('model/b.ts', 'export type Move = 1; export type Value = 2; export class Step {}'),
    ];
    expect(sharedTypeNames(files)).toEqual([
      'Move: is exported by src/a.ts and model/b.ts; give each a name of its own',
    ]);
    expect(sharedTypeNames(files, ['Move'])).toEqual([]);
    expect(sharedTypeNames(files, ['Move', 'Step'])).toEqual(['Step: is one type by now; take it off the ratchet']);
    const both = file(
      'src/a.ts',
      'export const Code = 1 as const; export type Code = 1; export interface A {} export interface A {}',
    );
    expect(sharedTypeNames([both])).toEqual([]);
  });

  test.each([
    ["const boxes = ['ST', 'RV'];", 1],
    ['/^(SP|LP)-/', 1],
    ['`(?:ST-|RV-)`', 1],
    ["ST: 'State',\n  RV: 'RequestVote',\n  AE: 'AppendEntries',", 1],
    ['ST-8, RV-1 and AE-1', 0],
    ["id.startsWith('SP-')", 0],
  ])('on a list of prefixes: %j', (text, count) => {
    expect(prefixLists([file('src/a.ts', text)], prefixes).length).toBe(count);
  });

  test('on a second word for one thing', () => {
    const files = [file('src/a.ts', 'a;\nconst dropMessage = 1; // dropped'), file('src/b.ts', 'drop()')];
    const word = { word: /drop\w*/i, instead: 'lose' };
    expect(synonymsIn(files, [word])).toEqual([
      'src/a.ts:2: dropMessage; the word is lose',
      'src/b.ts:1: drop; the word is lose',
    ]);
    expect(synonymsIn(files, [{ ...word, except: ['src/a.ts', 'src/b.ts'] }])).toEqual([]);
  });

  test.each([
    ['const written = (empty: Durable): Durable => empty;', 1],
    ['export function told() {}', 1],
    ['export const run = () => { const mapped = function () {}; };', 1],
    ['export async function* unexplained() {}', 1],
    ['const written = disk.entries; const told = Array.from([]);', 0],
    ['const seed = () => 7; const read = () => 1; const writtenBy = () => 2; const withheld = () => 3;', 0],
    ['const hooks = { crashed: () => {}, restarted() {} }; class Hooks { sent() {} }', 0],
  ])('on a function that is named by a participle: %j', (text, count) => {
    expect(participleFunctions([file('src/a.ts', text)]).length).toBe(count);
  });

  test('on a path that is called a protocol', () => {
    const text =
      'interface A { readonly protocol?: string; readonly b: { protocol: Protocol } }\nconst f = (protocol: string | undefined) => 1;';
    expect(pathsNamedAsThings([file('src/a.ts', text)], ['protocol'])).toEqual([
      'src/a.ts:1: protocol is a text here; call it protocolFile, or protocolName',
      'src/a.ts:2: protocol is a text here; call it protocolFile, or protocolName',
    ]);
  });
});
