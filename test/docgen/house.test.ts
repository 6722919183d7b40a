/** The table of rooms, what the first file of each says, and the picture that is made of both. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { housePages } from '../../src/docgen/house.ts';
import { aboutRoom, arrowsBetween, type Room, readRooms, roomsFile } from '../../src/docgen/rooms.ts';
import { repositoryFiles, type SourceFile, under } from '../tidy/files.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

/** What the table says of a room that the files do not bear out. */
const problemsOf = (room: Room, files: readonly SourceFile[]): string[] => {
  const { name, first, plan } = room;
  if (first === undefined) {
    const built = under(files, name).length > 0;
    return plan === undefined || built ? [`${name}: name its first file in ${roomsFile}`] : [];
  }
  const source = files.find(({ path }) => path === first && (path === name || path.startsWith(`${name}/`)));
  if (!source) return [`${name}: ${first} is no file of the room`];
  const says = aboutRoom(name, source.text);
  return says ? [] : [`${first}: does not say what ${name} holds and what may be touched there`];
};

describe('each room', () => {
  const rooms = readRooms(read(roomsFile));

  test('says in its first file what it holds and what may be touched there, or is only planned', () => {
    const files = repositoryFiles();
    expect(rooms.length).toBeGreaterThan(25);
    expect(rooms.flatMap((room) => problemsOf(room, files))).toEqual([]);
  });

  test.each<[string, Partial<Room>, string, RegExp]>([
    ['no first file', {}, '', /^src\/a: name its first file/],
    ['a plan, though it is built', { plan: 'later.' }, '', /^src\/a: name its first file/],
    ['a first file that is not there', { first: 'src/a/b.ts' }, '', /^src\/a: src\/a\/b\.ts is no file of the room/],
    ['a first file elsewhere', { first: 'src/c.ts' }, '', /^src\/a: src\/c\.ts is no file of the room/],
    ['no opening', { first: 'src/a/a.ts' }, '/** A. */\n', /^src\/a\/a\.ts: does not say what src\/a holds/],
    ['an opening without the half', { first: 'src/a/a.ts' }, '// Room src/a. A thing.\n', /does not say what src\/a/],
    [
      'the opening of another room',
      { first: 'src/a/a.ts' },
      '// Room src/b. A thing.\n// What may be touched here: it.\n',
      /does not say what src\/a/,
    ],
  ])('would be refused with %s', (_, room, text, problem) => {
    const files = [
      { path: 'src/a/a.ts', text },
      { path: 'src/c.ts', text: '' },
    ];
    expect(problemsOf({ name: 'src/a', imports: [], ...room }, files)).toEqual([expect.stringMatching(problem)]);
  });
});

test('an opening is read over its lines, and behind the line that makes a command of the file', () => {
  const lines = [
    '#!/usr/bin/env node',
    '// Room src/a. Things',
    '// that are shown.',
    '// What may be touched here: all.',
    '',
  ];
  expect(aboutRoom('src/a', lines.join('\n'))).toEqual({ holds: 'Things that are shown.', touch: 'all.' });
});

test('groups stand for their rooms, and an arrow that follows from others is not drawn', () => {
  const table = {
    groups: { both: ['a', 'b'], more: ['both', 'c'] },
    rooms: [
      { name: 'a', imports: [] },
      { name: 'b', imports: ['a', 'xstate'] },
      { name: 'c', imports: ['both'] },
      { name: 'd', imports: ['more'] },
      { name: 'e', imports: ['**'] },
    ],
  };
  const rooms = readRooms(JSON.stringify(table));
  expect(rooms[3]?.imports).toEqual(['a', 'b', 'c']);
  expect(arrowsBetween(rooms)).toEqual([
    ['b', 'a'],
    ['c', 'b'],
    ['d', 'c'],
    ['e', 'd'],
  ]);
});

test('the page is not made of a room that does not say what it is', async () => {
  const silent = (path: string): string => (path === 'src/text/printable.ts' ? '' : read(path));
  await expect(housePages(silent)).rejects.toThrow('src/text/printable.ts: has to open with "// Room src/text.');
});
