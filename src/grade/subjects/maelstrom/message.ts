/** A message as Maelstrom's nodes write it, one JSON object a line. */
import { z } from 'zod';
import type { WirePacket } from '../wirePacket.ts';

const message = z.looseObject({
  src: z.string(),
  dest: z.string(),
  body: z.looseObject({
    type: z.string(),
    msg_id: z.int().nonnegative().optional(),
    in_reply_to: z.int().nonnegative().optional(),
  }),
});

export type MaelstromMessage = z.infer<typeof message>;

/** The message of a line; undefined: it is none. */
export const readMaelstrom = (line: string): MaelstromMessage | undefined => {
  try {
    return message.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

/** Names of nodes: n0, n1, and so on. */
export const nodeName = (server: number): string => `n${server}`;

/** The server of a node's name; undefined: it is no node of so many. */
export const serverOf = (name: string, servers: number): number | undefined => {
  const server = /^n(\d+)$/.exec(name)?.[1];
  return server !== undefined && Number(server) < servers ? Number(server) : undefined;
};

/** A message between nodes, as the checks of the wire read it. */
export const packetOf = ({ body }: MaelstromMessage, from: number, to: number): WirePacket => {
  const { type, msg_id: request, in_reply_to: answered } = body;
  const call = answered ?? request;
  const text = JSON.stringify(body);
  return {
    type: answered === undefined ? 'request' : 'reply',
    from,
    to,
    method: answered === undefined ? type : type.replace(/_(?:res|ok|reply|response)$/, ''),
    bytes: text,
    view: text,
    ...(call !== undefined && { call }),
  };
};
