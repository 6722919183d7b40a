/** The rooms of the house and the arrows between them, as `.config/rooms.json` says: the table that the checks of imports hold. */

/** From the top of the repository. */
export const roomsFile = '.config/rooms.json';

/** A folder with one concern, or a file that stands for itself. */
export interface Room {
  /** Its path from the top. The longest name that holds a file is the room of the file. */
  readonly name: string;
  /** Where a reader starts, within the room; none when nothing is built yet, or when the room is a file. */
  readonly first?: string;
  /**
   * What it may import beside itself: rooms; packages; `node:` for all of Node, `*` for every package, `**` for everything.
   */
  readonly imports: readonly string[];
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
