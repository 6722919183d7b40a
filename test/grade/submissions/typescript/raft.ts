/** Raft as the paper's Figure 2 has it, in the shape of the course's lab: `make` starts a server, whose methods are its RPCs. */

/** Another server, or this one. No answer: the request or its reply was lost, or the other is down. */
interface Peer {
  call<Reply>(method: string, args: object): Promise<Reply | undefined>;
}

interface Persister {
  save(state: Disk, snapshot?: string): void;
  readState(): Disk | undefined;
  readSnapshot(): string | undefined;
}

type Apply = (
  message:
    | { type: 'command'; index: number; command: unknown }
    | { type: 'snapshot'; index: number; snapshot: string | undefined },
) => void;

interface Entry {
  term: number;
  command: unknown;
}

/** The first entry of the log stands for all that the snapshot covers, up to the index `base`. */
interface Disk {
  currentTerm: number;
  votedFor: number | null;
  base: number;
  log: Entry[];
}

interface VoteArgs {
  term: number;
  candidateId: number;
  lastLogIndex: number;
  lastLogTerm: number;
}

interface AppendArgs {
  term: number;
  leaderId: number;
  prevLogIndex: number;
  prevLogTerm: number;
  entries: Entry[];
  leaderCommit: number;
}

interface SnapshotArgs {
  term: number;
  lastIncludedIndex: number;
  lastIncludedTerm: number;
  data: string | undefined;
}

/** What a leader knows of another server. */
interface Follower {
  readonly peer: Peer;
  nextIndex: number;
  matchIndex: number;
}

const HEARTBEAT_MS = 100;

class Raft {
  private readonly others: Peer[];
  private readonly me: number;
  private readonly persister: Persister;
  private readonly apply: Apply;
  private disk: Disk;
  private snapshotted: string | undefined;
  private role: 'follower' | 'candidate' | 'leader' = 'follower';
  private commitIndex: number;
  private lastApplied: number;
  private followers: Follower[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(peers: Peer[], me: number, persister: Persister, apply: Apply) {
    this.others = peers.filter((_, peer) => peer !== me);
    this.me = me;
    this.persister = persister;
    this.apply = apply;
    const empty = { currentTerm: 0, votedFor: null, base: 0, log: [{ term: 0, command: null }] };
    this.disk = persister.readState() ?? empty;
    this.snapshotted = persister.readSnapshot();
    this.commitIndex = this.lastApplied = this.disk.base;
    this.rest();
  }

  start(command: unknown) {
    const isLeader = this.role === 'leader';
    if (isLeader) {
      this.save({ log: [...this.disk.log, { term: this.disk.currentTerm, command }] });
      this.lead();
    }
    return { index: this.last, term: this.disk.currentTerm, isLeader };
  }

  getState() {
    return { term: this.disk.currentTerm, isLeader: this.role === 'leader' };
  }

  snapshot(index: number, snapshot: string) {
    if (index > this.disk.base) this.compact(index, this.termAt(index), this.from(index + 1), snapshot);
  }

  requestVote({ term, candidateId, lastLogIndex, lastLogTerm }: VoteArgs) {
    this.see(term);
    const { currentTerm, votedFor } = this.disk;
    const ours = this.termAt(this.last);
    const isUpToDate = lastLogTerm > ours || (lastLogTerm === ours && lastLogIndex >= this.last);
    const voteGranted = term === currentTerm && isUpToDate && (votedFor === null || votedFor === candidateId);
    if (voteGranted) {
      this.save({ votedFor: candidateId });
      this.rest();
    }
    return { term: currentTerm, voteGranted };
  }

  appendEntries({ term, prevLogIndex, prevLogTerm, entries, leaderCommit }: AppendArgs) {
    this.see(term);
    const { currentTerm, base } = this.disk;
    const refuse = (nextIndex: number) => ({ term: currentTerm, success: false, nextIndex });
    if (term < currentTerm) return refuse(0);
    this.follow();
    const covered = Math.max(0, base - prevLogIndex); // what the snapshot covers is as it should be
    let previous = prevLogIndex + covered;
    if (previous > this.last) return refuse(this.last + 1);
    if (covered === 0 && this.termAt(previous) !== prevLogTerm) {
      while (previous > base + 1 && this.termAt(previous - 1) === this.termAt(previous)) previous--;
      return refuse(previous);
    }
    const fresh = entries.slice(covered);
    const place = fresh.findIndex(
      (entry, at) => previous + 1 + at > this.last || this.termAt(previous + 1 + at) !== entry.term,
    );
    if (place >= 0) this.save({ log: [...this.disk.log.slice(0, previous + 1 + place - base), ...fresh.slice(place)] });
    this.commit(Math.min(leaderCommit, previous + fresh.length));
    return { term: currentTerm, success: true };
  }

  installSnapshot({ term, lastIncludedIndex, lastIncludedTerm, data }: SnapshotArgs) {
    this.see(term);
    const { currentTerm } = this.disk;
    if (term === currentTerm) this.follow();
    if (term === currentTerm && lastIncludedIndex > this.commitIndex) {
      const keeps = lastIncludedIndex <= this.last && this.termAt(lastIncludedIndex) === lastIncludedTerm;
      this.compact(lastIncludedIndex, lastIncludedTerm, keeps ? this.from(lastIncludedIndex + 1) : [], data);
      this.commitIndex = this.lastApplied = lastIncludedIndex;
      this.apply({ type: 'snapshot', index: lastIncludedIndex, snapshot: data });
    }
    return { term: currentTerm };
  }

  private get last() {
    return this.disk.base + this.disk.log.length - 1;
  }

  private at(index: number): Entry {
    const entry = this.disk.log[index - this.disk.base];
    if (!entry) throw new Error(`there is no entry ${index}`);
    return entry;
  }

  private termAt(index: number) {
    return this.at(index).term;
  }

  private from(index: number) {
    return this.disk.log.slice(index - this.disk.base);
  }

  private save(changes: Partial<Disk>, snapshot?: string) {
    this.disk = { ...this.disk, ...changes };
    this.persister.save(this.disk, snapshot);
  }

  /** The log begins behind an index from now on. */
  private compact(index: number, term: number, rest: Entry[], snapshot: string | undefined) {
    this.snapshotted = snapshot;
    this.save({ base: index, log: [{ term, command: null }, ...rest] }, snapshot);
  }

  /** The election timer, or the leader's own. */
  private rest() {
    clearTimeout(this.timer);
    const ms = this.role === 'leader' ? HEARTBEAT_MS : 300 + 300 * Math.random();
    this.timer = setTimeout(() => (this.role === 'leader' ? this.lead() : this.elect()), ms);
  }

  private see(term: number) {
    if (term <= this.disk.currentTerm) return;
    this.role = 'follower';
    this.save({ currentTerm: term, votedFor: null });
  }

  private follow() {
    this.role = 'follower';
    this.rest();
  }

  private elect() {
    this.role = 'candidate';
    this.save({ currentTerm: this.disk.currentTerm + 1, votedFor: this.me });
    this.rest();
    const { currentTerm: term } = this.disk;
    let votes = 1;
    const granted = () => {
      votes++;
      if (2 * votes > this.others.length + 1) this.win(term);
    };
    for (const peer of this.others) void this.askVote(peer, granted);
  }

  private async askVote(peer: Peer, granted: () => void) {
    const args = {
      term: this.disk.currentTerm,
      candidateId: this.me,
      lastLogIndex: this.last,
      lastLogTerm: this.termAt(this.last),
    };
    const reply = await peer.call<{ term: number; voteGranted: boolean }>('requestVote', args);
    if (!reply) return;
    this.see(reply.term);
    if (reply.voteGranted) granted();
  }

  private win(term: number) {
    if (this.role !== 'candidate' || this.disk.currentTerm !== term) return;
    this.role = 'leader';
    this.followers = this.others.map((peer) => ({ peer, nextIndex: this.last + 1, matchIndex: 0 }));
    this.lead();
  }

  private lead() {
    for (const follower of this.followers) void this.appendTo(follower);
    this.rest();
  }

  private async appendTo(follower: Follower): Promise<void> {
    const { base, currentTerm: term } = this.disk;
    const previous = follower.nextIndex - 1;
    if (previous < base) {
      const args = { term, lastIncludedIndex: base, lastIncludedTerm: this.termAt(base), data: this.snapshotted };
      const reply = await follower.peer.call<{ term: number }>('installSnapshot', args);
      if (reply && this.stillLeads(term, reply.term)) this.matches(follower, base);
      return;
    }
    const entries = this.from(previous + 1);
    const reply = await follower.peer.call<{ term: number; success: boolean; nextIndex: number }>('appendEntries', {
      term,
      leaderId: this.me,
      prevLogIndex: previous,
      prevLogTerm: this.termAt(previous),
      entries,
      leaderCommit: this.commitIndex,
    });
    if (!reply || !this.stillLeads(term, reply.term)) return;
    if (reply.success) this.matches(follower, previous + entries.length);
    else if (previous === follower.nextIndex - 1 && previous > follower.matchIndex) {
      follower.nextIndex = Math.max(follower.matchIndex + 1, Math.min(reply.nextIndex, previous));
      await this.appendTo(follower);
    }
  }

  private stillLeads(term: number, theirs: number) {
    this.see(theirs);
    return this.role === 'leader' && this.disk.currentTerm === term;
  }

  private matches(follower: Follower, index: number) {
    follower.matchIndex = Math.max(follower.matchIndex, index);
    follower.nextIndex = Math.max(follower.nextIndex, index + 1);
    const indexes = [this.last, ...this.followers.map(({ matchIndex }) => matchIndex)].sort((a, b) => b - a);
    const agreed = indexes[this.others.length - (this.others.length >> 1)] ?? 0;
    if (agreed > this.commitIndex && this.termAt(agreed) === this.disk.currentTerm) this.commit(agreed);
  }

  private commit(index: number) {
    this.commitIndex = Math.max(this.commitIndex, index);
    while (this.lastApplied < this.commitIndex) {
      this.lastApplied++;
      this.apply({ type: 'command', index: this.lastApplied, command: this.at(this.lastApplied).command });
    }
  }
}

export const make = (peers: Peer[], me: number, persister: Persister, apply: Apply) =>
  new Raft(peers, me, persister, apply);
