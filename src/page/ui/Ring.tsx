/** The servers on a ring, and what is in flight between them. */

import { hasLink } from '../../cluster/links.ts';
import { isReply, requestTypeOf } from '../../core/extensions/messages.ts';
import type { ServerId } from '../../core/types.ts';
import type { NodeView, TimedPacket, Timer } from '../session/frame.ts';
import type { Explorer } from './explorer.ts';
import { pressable } from './pressable.ts';
import { letterLabel, postLabel, shortName, votesText } from './words.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The ring as it is drawn. */
interface Shape {
  readonly width: number;
  readonly height: number;
  readonly radius: Point;
}

const WIDE: Shape = { width: 640, height: 440, radius: { x: 240, y: 158 } };

/** On a phone servers stand closer together, so that what is written on them can be read. */
const NARROW: Shape = { width: 420, height: 420, radius: { x: 150, y: 150 } };

const isNarrow = matchMedia('(max-width: 40rem)');

/** The size of a server, if there is room. */
const SIZE_MAX = 46;
/** Below this nothing but the name is written on a server. */
const SIZE_OF_WORDS = 34;
/** More servers have too many wires to go through by the keyboard; the card of a server has buttons for them. */
const SERVERS_WITH_WIRES = 7;
const ORIGIN: Point = { x: 0, y: 0 };

/** A message never hides behind a server: so far from the edge of one it begins and ends, if the wire is long enough. */
const MARGIN = 26;
const MARGIN_SHARE_MAX = 0.44;

/** Messages of both directions on one wire keep to their side. */
const SIDE = 13;

export const Ring = ({ explorer }: { readonly explorer: Explorer }) => {
  const { frame } = explorer;
  const ids = Object.keys(frame.nodes);
  const shape = isNarrow.matches ? NARROW : WIDE;
  const points = Object.fromEntries(ids.map((id, place) => [id, pointOf(place, ids.length, shape)]));
  const size = Math.min(SIZE_MAX, (2.4 * Math.min(shape.radius.x, shape.radius.y)) / ids.length);
  const links = ids.flatMap((one, place) => ids.slice(place + 1).map((other) => [one, other] as const));
  return (
    <section class="ring" aria-label="Servers and messages">
      {/* biome-ignore lint/a11y/useSemanticElements: there is no other element for a group in a drawing */}
      <svg
        role="group"
        aria-label="The ring"
        viewBox={`${-shape.width / 2} ${-shape.height / 2} ${shape.width} ${shape.height}`}
      >
        {links.map(([one, other]) => (
          <Wire key={`${one} ${other}`} explorer={explorer} one={one} other={other} points={points} />
        ))}
        {ids.map((id) => (
          <Node key={id} explorer={explorer} id={id} point={points[id] ?? ORIGIN} size={size} />
        ))}
        {frame.flight.map((packet) => (
          <Dot key={packet.id} explorer={explorer} packet={packet} points={points} size={size} />
        ))}
      </svg>
      <p class="hint">Click a server, a message or a wire.</p>
    </section>
  );
};

const pointOf = (place: number, count: number, { radius }: Shape): Point => {
  const angle = (2 * Math.PI * place) / count - Math.PI / 2;
  return { x: radius.x * Math.cos(angle), y: radius.y * Math.sin(angle) };
};

type Points = Readonly<Record<ServerId, Point>>;

interface WireProps {
  readonly explorer: Explorer;
  readonly one: ServerId;
  readonly other: ServerId;
  readonly points: Points;
}

const Wire = ({ explorer, one, other, points }: WireProps) => {
  const [from, to] = [points[one] ?? ORIGIN, points[other] ?? ORIGIN];
  const cut = hasLink(explorer.frame.cuts, one, other);
  const line = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  const name = `${cut ? 'Heal' : 'Cut'} the link between ${one} and ${other}`;
  const isInReach = Object.keys(points).length <= SERVERS_WITH_WIRES;
  return (
    <g
      class={`wire ${cut ? 'cut' : ''}`}
      {...pressable(name, () => explorer.do({ type: cut ? 'heal' : 'cut', from: one, to: other }))}
      tabindex={isInReach ? 0 : -1}
    >
      <title>{name}</title>
      <line class="reach" {...line} />
      <line class="line" {...line} />
      {cut && (
        <text class="scissors" x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 + 5}>
          ✂
        </text>
      )}
    </g>
  );
};

interface NodeProps {
  readonly explorer: Explorer;
  readonly id: ServerId;
  readonly point: Point;
  readonly size: number;
}

const Node = ({ explorer, id, point, size }: NodeProps) => {
  const node = explorer.frame.nodes[id];
  if (!node) return null;
  const { server } = node;
  const { nowMs } = explorer.clock;
  const isSelected = explorer.selection?.kind === 'server' && explorer.selection.id === id;
  const isActing = explorer.frame.step?.id === id;
  const label = postLabel(id, node, nowMs);
  return (
    <g
      class={`node ${server?.role ?? 'down'} ${isSelected ? 'selected' : ''} ${isActing ? 'acting' : ''}`}
      transform={`translate(${point.x} ${point.y})`}
      data-server={id}
      {...pressable(label, () => explorer.select({ kind: 'server', id }), isSelected)}
    >
      <title>{label}</title>
      <circle class="halo" r={size + 9} />
      <circle class="body" r={size} />
      {server?.role === 'leader' && <circle class="inner" r={size - 5} />}
      {node.timers.map((timer, place) => (
        <TimerArc key={timer.name} timer={timer} nowMs={nowMs} size={size + 4 * place} />
      ))}
      <NodeWords id={id} node={node} size={size} />
    </g>
  );
};

const NodeWords = ({ id, node, size }: { readonly id: ServerId; readonly node: NodeView; readonly size: number }) => {
  const { server } = node;
  if (size < SIZE_OF_WORDS) {
    return (
      <text class="small" y={4}>
        {id}
      </text>
    );
  }
  return (
    <>
      <text class="id" y={-14}>
        {id}
      </text>
      <text y={3}>{server ? server.role : 'down'}</text>
      {server && <text y={18}>term {server.currentTerm}</text>}
      {server && (
        <text class="small" y={32}>
          {voteText(node)}
        </text>
      )}
    </>
  );
};

const voteText = ({ server }: NodeView): string => {
  if (!server) return '';
  if (server.role === 'candidate') return votesText(server);
  return server.votedFor === null ? '' : `vote ${server.votedFor}`;
};

interface TimerProps {
  readonly timer: Timer;
  readonly nowMs: number;
  readonly size: number;
}

/** How much of the timer is left, as a part of a circle. */
const TimerArc = ({ timer, nowMs, size }: TimerProps) => {
  const left = Math.min(1, Math.max(0, (timer.endsMs - nowMs) / (timer.endsMs - timer.startedMs)));
  const length = 2 * Math.PI * (size + 4);
  return (
    <circle
      class={`timer ${timer.name}`}
      r={size + 4}
      transform="rotate(-90)"
      stroke-dasharray={`${left * length} ${length}`}
    />
  );
};

interface DotProps {
  readonly explorer: Explorer;
  readonly packet: TimedPacket;
  readonly points: Points;
  readonly size: number;
}

const Dot = ({ explorer, packet, points, size }: DotProps) => {
  const { message, id } = packet;
  const { nowMs } = explorer.clock;
  const [from, to] = [points[message.from] ?? ORIGIN, points[message.to] ?? ORIGIN];
  const share = Math.min(1, Math.max(0, (nowMs - packet.sentMs) / Math.max(1, packet.arrivesMs - packet.sentMs)));
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const margin = Math.min(MARGIN_SHARE_MAX, (size + MARGIN) / length);
  const way = margin + share * (1 - 2 * margin);
  // messages that were sent at once on one wire do not lie on each other
  const side = SIDE + (siblingsBefore(explorer.frame.flight, packet) % 3) * 24;
  const x = from.x + (to.x - from.x) * way - ((to.y - from.y) / length) * side;
  const y = from.y + (to.y - from.y) * way + ((to.x - from.x) / length) * side;
  const isSelected = explorer.selection?.kind === 'message' && explorer.selection.id === id;
  const label = letterLabel(packet, nowMs);
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return (
    <g
      class={`dot ${requestTypeOf(message)} ${isReply(message) ? 'reply' : ''} ${isSelected ? 'selected' : ''}`}
      transform={`translate(${x} ${y})`}
      data-message={message.type}
      data-from={message.from}
      data-to={message.to}
      {...pressable(label, () => explorer.select({ kind: 'message', id }), isSelected)}
    >
      <title>{label}</title>
      <path class="tip" d="M16,-7 L25,0 L16,7 z" transform={`rotate(${angle})`} />
      <rect x={-18} y={-10} width={36} height={20} rx={10} />
      <text y={4}>{shortName(message)}</text>
    </g>
  );
};

const siblingsBefore = (flight: readonly TimedPacket[], { id, message, sentMs }: TimedPacket): number =>
  flight.filter(
    (other) =>
      other.id < id &&
      other.sentMs === sentMs &&
      other.message.from === message.from &&
      other.message.to === message.to,
  ).length;
