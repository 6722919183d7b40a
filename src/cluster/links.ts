/** The links between servers: which are cut, so that no message gets from one end to the other, either way. */
import type { ServerId } from '../core/types.ts';

/** Two servers, in sorted order. */
export type Link = readonly [ServerId, ServerId];

export const linkBetween = (one: ServerId, other: ServerId): Link => (one < other ? [one, other] : [other, one]);

/** Is the link between two servers among these? */
export const hasLink = (links: readonly Link[], one: ServerId, other: ServerId): boolean =>
  links.some((link) => (link[0] === one && link[1] === other) || (link[0] === other && link[1] === one));

/** All links from a server of one side to a server of another side. */
export const linksAcross = (sides: readonly (readonly ServerId[])[]): readonly Link[] =>
  sides.flatMap((side, place) =>
    sides.slice(place + 1).flatMap((other) => side.flatMap((one) => other.map((far) => linkBetween(one, far)))),
  );
