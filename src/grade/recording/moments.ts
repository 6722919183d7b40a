/** A recording by moments: what one server was given at once, and all that it did at that. */
import type { ServerSummary } from '../../trace/recording.ts';
import type { RecordedMessage, RunEvent, RunRecording } from './recorder.ts';

type Role = ServerSummary['role'];

/** What a server is, as far as its messages show it. */
export interface SeenState {
  readonly role: Role;
  readonly term: number;
}

/** One server at one moment. */
export interface Moment {
  readonly server: number;
  readonly atMs: number;
  /** The number of its first event; the others follow it. */
  readonly first: number;
  readonly events: readonly RunEvent[];
  /** What each server is afterwards. */
  readonly states: readonly SeenState[];
  /** Has it changed what its own server is? */
  readonly hasChanged: boolean;
  /** Is it another role than before? */
  readonly hasNewRole: boolean;
}

/** What a server is given. All else it does by itself. */
const isInput = ({ type }: RunEvent): boolean => type === 'boot' || type === 'arrive' || type === 'compact';

/** A command is written down when its server has said what became of it, and so after what it did at that. */
const continues = (event: RunEvent, before: readonly RunEvent[]): boolean => {
  const last = before.at(-1);
  if (!last || last.server !== event.server || last.atMs !== event.atMs || last.type === 'crash') return false;
  if (event.type === 'command') return before.every((one) => !isInput(one) && one.type !== 'command');
  return !isInput(event);
};

/** All moments of a run, in the order in which they were. */
export const momentsOf = ({ events, first, servers }: RunRecording): readonly Moment[] => {
  const groups: { readonly first: number; readonly events: RunEvent[] }[] = [];
  for (const [place, event] of events.entries()) {
    const last = groups.at(-1);
    if (last && continues(event, last.events)) last.events.push(event);
    else groups.push({ first: first + place, events: [event] });
  }
  let states: readonly SeenState[] = Array.from({ length: servers }, () => ({ role: 'down', term: 0 }));
  return groups.flatMap((group) => {
    const [event] = group.events;
    if (!event) return [];
    const { server, atMs } = event;
    const before = states[server] ?? { role: 'down', term: 0 };
    const after = group.events.reduce(stateAfter, before);
    const hasNewRole = after.role !== before.role;
    const hasChanged = hasNewRole || after.term !== before.term;
    if (hasChanged) states = states.map((state, place) => (place === server ? after : state));
    return [{ ...group, server, atMs, states, hasChanged, hasNewRole }];
  });
};

const stateAfter = (before: SeenState, event: RunEvent): SeenState => {
  if (event.type === 'boot') return { role: 'follower', term: before.term };
  if (event.type === 'crash') return { role: 'down', term: before.term };
  if (event.type !== 'send' || before.role === 'down') return before;
  const { message } = event;
  const { term = 0 } = message;
  const role = roleOf(message);
  if (term < before.term) return before;
  if (role) return { role, term };
  return term > before.term || isTaken(message) ? { role: 'follower', term } : before;
};

/** What only one role sends. A server that answers may be of any. */
const roleOf = ({ type, kind }: RecordedMessage): Role | undefined => {
  if (type === 'reply') return undefined;
  if (kind === 'vote') return 'candidate';
  if (kind === 'pre-vote') return 'preCandidate';
  return kind === 'append' || kind === 'snapshot' ? 'leader' : undefined;
};

/** Entries are taken by followers only. */
const isTaken = ({ kind, success }: RecordedMessage): boolean => kind === 'append' && success === true;
