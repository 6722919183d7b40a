/** The rooms of the house and the arrows between them, as `.config/rooms.json` says: the table that the checks of imports hold. */

/** From the top of the repository. */
export const roomsFile = '.config/rooms.json';

/** A folder with one concern, or a file that stands for itself. It is built, and has a first file, or it is planned. */
export interface Room {
  /** Its path from the top. The longest name that holds a file is the room of the file. */
  readonly name: string;
  /** Where a reader starts: a path from the top. Its opening comment says what the room is. */
  readonly first?: string;
  /** What it will hold, as long as nothing of it is built. */
  readonly plan?: string;
  /**
   * What it may import beside itself: rooms; packages; `node:` for all of Node, `*` for every package, `**` for everything.
   */
  readonly imports: readonly string[];
  /**
   * The folder for what the others of the room need. Left out: the room has no inner walls. Otherwise each folder in it is a room
   * of its own, which of this room imports only itself and the shared one.
   */
  readonly shared?: string;
  /** The only values that it may import from `src/core`, `src/trace` and `src/cluster`; all else are types. Left out: any. */
  readonly values?: readonly SharedValues[];
}

/** Values of one file that a room may import although it shares nothing but types with others, and why. */
export interface SharedValues {
  /** A path from the top. */
  readonly of: string;
  readonly names: readonly string[];
  readonly because: string;
}

/** What the first file of a room says of it. */
export interface AboutRoom {
  readonly holds: string;
  readonly touch: string;
}

interface RoomsDocument {
  /** Rooms that stand in many arrows together; a group may name another one. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly rooms: readonly Room[];
}

/** Reads the table; each room has its arrows in full, without the names of groups. */
export function readRooms(text: string): readonly Room[] {
  const { groups, rooms } = JSON.parse(text) as RoomsDocument;
  const members = (name: string): readonly string[] => groups[name]?.flatMap(members) ?? [name];
  return rooms.map((room) => ({ ...room, imports: [...new Set(room.imports.flatMap(members))] }));
}

/** What the opening lines of a room's first file say; undefined when they do not say what it holds and what may be touched. */
export function aboutRoom(name: string, source: string): AboutRoom | undefined {
  const [opening = ''] = /^(?:#!.*\n)?(?:\/\/.*\n)+/.exec(source) ?? [];
  const words = opening
    .replace(/^#!.*\n/, '')
    .replaceAll(/^\/\/ ?/gm, '')
    .replaceAll('\n', ' ')
    .trim();
  const [, room, holds, touch] = /^Room (\S+)\. (.+) What may be touched here: (.+)$/.exec(words) ?? [];
  return room === name && holds !== undefined && touch !== undefined ? { holds, touch } : undefined;
}

/** An arrow from a room to one that it may import. */
export type RoomArrow = readonly [from: string, to: string];

/** The arrows between built rooms, without those that follow from others. `**` stands for the rooms that come before. */
export function arrowsBetween(rooms: readonly Room[]): readonly RoomArrow[] {
  const names = rooms.map(({ name }) => name);
  const targets = new Map(
    rooms.map(({ name, imports }, place): [string, readonly string[]] => [
      name,
      imports.includes('**') ? names.slice(0, place) : imports.filter((target) => names.includes(target)),
    ]),
  );
  const reach = (from: string, reached = new Set<string>()): ReadonlySet<string> => {
    for (const target of targets.get(from) ?? []) {
      if (!reached.has(target)) reach(target, reached.add(target));
    }
    return reached;
  };
  return rooms.flatMap(({ name }) => {
    const direct = targets.get(name) ?? [];
    const follows = (target: string): boolean => direct.some((other) => other !== target && reach(other).has(target));
    return direct.filter((target) => !follows(target)).map((target): RoomArrow => [name, target]);
  });
}
