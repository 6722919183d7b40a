//! Raft as the paper's Figure 2 has it, one server: it reads events from the host and answers each with outputs and `done`.
mod json;
use json::*;
use std::collections::{BTreeSet, HashMap};
use std::io::{stdin, stdout, BufRead, Write};

macro_rules! object {
    ($($name:ident: $value:expr),* $(,)?) => { Object(vec![$((stringify!($name).to_string(), Json::from($value))),*]) };
}

#[derive(Clone)]
struct Entry {
    term: u64,
    command: String,
}

#[derive(PartialEq, Default)]
enum Role {
    #[default]
    Follower,
    Candidate,
    Leader,
}

#[derive(Default)]
struct Raft {
    now: u64,
    id: u64,
    servers: u64,
    chance: u64,
    term: u64,
    voted_for: Option<u64>,
    /// The first entry stands for all that the snapshot covers, up to the index `base`.
    log: Vec<Entry>,
    base: u64,
    snapshot: Option<String>,
    commit_index: u64,
    last_applied: u64,
    role: Role,
    votes: BTreeSet<u64>,
    calls: u64,
    asked: HashMap<u64, Json>,
    next_index: Vec<u64>,
    match_index: Vec<u64>,
    out: String,
}

fn json_of(entries: &[Entry]) -> Json {
    List(entries.iter().map(|entry| object! { term: entry.term, command: entry.command.as_str() }).collect())
}

fn entries_of(list: &[Json]) -> Vec<Entry> {
    list.iter().map(|json| Entry { term: json.number("term"), command: json.text("command").unwrap() }).collect()
}

impl Raft {
    fn say(&mut self, output: Json) {
        output.write(&mut self.out);
        self.out.push('\n');
    }

    fn last(&self) -> u64 {
        self.base + self.log.len() as u64 - 1
    }

    fn term_at(&self, index: u64) -> u64 {
        self.log[(index - self.base) as usize].term
    }

    /// The entries from an index on.
    fn from(&self, index: u64) -> &[Entry] {
        &self.log[self.log.len().min((index - self.base) as usize)..]
    }

    fn save(&mut self) {
        let state = object! { term: self.term, votedFor: self.voted_for, base: self.base, log: json_of(&self.log) };
        self.say(object! { type: "save", state: state, snapshot: self.snapshot.as_deref() });
    }

    fn rest(&mut self) {
        self.chance = self.chance.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let wait = if self.role == Role::Leader { 100 } else { 300 + (self.chance >> 33) % 300 };
        self.say(object! { type: "wake", at: self.now + wait });
    }

    fn ask(&mut self, to: u64, request: Json) {
        self.calls += 1;
        self.asked.insert(self.calls, request.clone());
        self.say(object! { type: "send", to: to, call: self.calls, request: request });
    }

    fn boot(&mut self, event: &Json) {
        (self.id, self.servers, self.chance) = (event.number("id"), event.number("servers"), event.number("seed"));
        (self.log, self.snapshot) = (vec![Entry { term: 0, command: String::new() }], event.text("snapshot"));
        let state = event.get("state");
        if *state != Null {
            (self.term, self.voted_for) = (state.number("term"), state.get("votedFor").as_number());
            (self.base, self.log) = (state.number("base"), entries_of(state.list("log")));
            (self.commit_index, self.last_applied) = (self.base, self.base);
        }
        self.rest();
    }

    fn timeout(&mut self) {
        if self.role == Role::Leader {
            return self.lead();
        }
        self.role = Role::Candidate;
        (self.term, self.voted_for, self.votes) = (self.term + 1, Some(self.id), BTreeSet::from([self.id]));
        self.save();
        let last = self.last();
        let request = object! { type: "RequestVote", term: self.term, candidateId: self.id, lastLogIndex: last, lastLogTerm: self.term_at(last) };
        for peer in (0..self.servers).filter(|peer| *peer != self.id).collect::<Vec<_>>() {
            self.ask(peer, request.clone());
        }
        self.rest();
    }

    fn lead(&mut self) {
        for peer in (0..self.servers).filter(|peer| *peer != self.id).collect::<Vec<_>>() {
            self.append_to(peer);
        }
        self.rest();
    }

    fn append_to(&mut self, peer: u64) {
        let previous = self.next_index[peer as usize] - 1;
        let request = if previous < self.base {
            object! { type: "InstallSnapshot", term: self.term, lastIncludedIndex: self.base, lastIncludedTerm: self.term_at(self.base), data: self.snapshot.as_deref() }
        } else {
            object! { type: "AppendEntries", term: self.term, leaderId: self.id, prevLogIndex: previous, prevLogTerm: self.term_at(previous),
            entries: json_of(self.from(previous + 1)), leaderCommit: self.commit_index }
        };
        self.ask(peer, request);
    }

    fn deliver(&mut self, event: &Json) {
        let (from, request, reply) = (event.number("from"), event.get("request"), event.get("reply"));
        let message = if *request == Null { reply } else { request };
        if message.number("term") > self.term {
            (self.term, self.voted_for, self.role) = (message.number("term"), None, Role::Follower);
            self.save();
        }
        if *request == Null {
            let asked = self.asked.remove(&event.number("call")).unwrap();
            return self.answered(from, &asked, reply);
        }
        let is_current = request.number("term") == self.term;
        let reply = match request.text("type").unwrap().as_str() {
            "RequestVote" => object! { type: "RequestVoteReply", voteGranted: self.grants(request, is_current), term: self.term },
            "AppendEntries" => match self.appended(request, is_current) {
                Ok(()) => object! { type: "AppendEntriesReply", success: true, term: self.term },
                Err(next) => object! { type: "AppendEntriesReply", success: false, nextIndex: next, term: self.term },
            },
            _ => {
                self.install(request, is_current);
                object! { type: "InstallSnapshotReply", term: self.term }
            }
        };
        self.say(object! { type: "send", to: from, call: event.number("call"), reply: reply });
    }

    fn grants(&mut self, request: &Json, is_current: bool) -> bool {
        let (candidate, ours) = (request.number("candidateId"), (self.term_at(self.last()), self.last()));
        let is_up_to_date = (request.number("lastLogTerm"), request.number("lastLogIndex")) >= ours;
        let granted = is_current && is_up_to_date && self.voted_for.map_or(true, |other| other == candidate);
        if granted {
            self.voted_for = Some(candidate);
            self.save();
            self.rest();
        }
        granted
    }

    /// Takes entries; or says which index should be tried next.
    fn appended(&mut self, request: &Json, is_current: bool) -> Result<(), u64> {
        if !is_current {
            return Err(0);
        }
        self.role = Role::Follower;
        self.rest();
        let sent = entries_of(request.list("entries"));
        let covered = self.base.saturating_sub(request.number("prevLogIndex")); // what the snapshot covers is as it should be
        let (mut previous, entries) = (request.number("prevLogIndex") + covered, &sent[sent.len().min(covered as usize)..]);
        if previous > self.last() {
            return Err(self.last() + 1);
        }
        if covered == 0 && self.term_at(previous) != request.number("prevLogTerm") {
            while previous > self.base + 1 && self.term_at(previous - 1) == self.term_at(previous) {
                previous -= 1;
            }
            return Err(previous);
        }
        for (place, entry) in entries.iter().enumerate() {
            let index = previous + 1 + place as u64;
            if index > self.last() || self.term_at(index) != entry.term {
                self.log.truncate((index - self.base) as usize);
                self.log.extend_from_slice(&entries[place..]);
                self.save();
                break;
            }
        }
        self.commit(request.number("leaderCommit").min(previous + entries.len() as u64));
        Ok(())
    }

    fn install(&mut self, request: &Json, is_current: bool) {
        let (index, term) = (request.number("lastIncludedIndex"), request.number("lastIncludedTerm"));
        if !is_current {
            return;
        }
        self.role = Role::Follower;
        self.rest();
        if index > self.commit_index {
            let keeps = index <= self.last() && self.term_at(index) == term;
            let kept = if keeps { self.from(index + 1).to_vec() } else { vec![] };
            self.snapshot = request.text("data");
            self.compact(index, term, kept);
            (self.commit_index, self.last_applied) = (index, index);
            self.say(object! { type: "apply", index: index, snapshot: self.snapshot.as_deref() });
        }
    }

    fn answered(&mut self, from: u64, request: &Json, reply: &Json) {
        if request.number("term") != self.term || self.role == Role::Follower {
            return;
        }
        let (peer, kind) = (from as usize, request.text("type").unwrap());
        if kind == "RequestVote" {
            let granted = *reply.get("voteGranted") == Bool(true) && self.votes.insert(from);
            if granted && self.role == Role::Candidate && 2 * self.votes.len() as u64 > self.servers {
                self.role = Role::Leader;
                self.next_index = vec![self.last() + 1; self.servers as usize];
                self.match_index = vec![0; self.servers as usize];
                self.lead();
            }
        } else if kind == "InstallSnapshot" {
            self.matches(peer, request.number("lastIncludedIndex"));
        } else if *reply.get("success") == Bool(true) {
            self.matches(peer, request.number("prevLogIndex") + request.list("entries").len() as u64);
        } else if request.number("prevLogIndex") + 1 == self.next_index[peer] && self.next_index[peer] > self.match_index[peer] + 1 {
            self.next_index[peer] = reply.number("nextIndex").min(request.number("prevLogIndex")).max(self.match_index[peer] + 1);
            self.append_to(from);
        }
    }

    fn matches(&mut self, peer: usize, index: u64) {
        self.match_index[peer] = self.match_index[peer].max(index);
        self.next_index[peer] = self.next_index[peer].max(index + 1);
        self.match_index[self.id as usize] = self.last();
        let mut sorted = self.match_index.clone();
        sorted.sort();
        let agreed = sorted[(self.servers as usize - 1) / 2];
        if agreed > self.commit_index && self.term_at(agreed) == self.term {
            self.commit(agreed);
        }
    }

    fn commit(&mut self, index: u64) {
        self.commit_index = self.commit_index.max(index);
        while self.last_applied < self.commit_index {
            self.last_applied += 1;
            let command = self.log[(self.last_applied - self.base) as usize].command.clone();
            self.say(object! { type: "apply", index: self.last_applied, command: command.as_str() });
        }
    }

    /// The log begins behind an index from now on.
    fn compact(&mut self, index: u64, term: u64, rest: Vec<Entry>) {
        self.log = vec![Entry { term, command: String::new() }];
        self.log.extend(rest);
        self.base = index;
        self.save();
    }

    fn tell(&mut self, event: &Json) {
        self.now = event.number("now");
        let kind = event.text("type").unwrap();
        match kind.as_str() {
            "boot" => self.boot(event),
            "deliver" => self.deliver(event),
            "unanswered" => drop(self.asked.remove(&event.number("call"))),
            "timeout" => self.timeout(),
            "snapshot" if event.number("index") > self.base => {
                let index = event.number("index");
                self.snapshot = event.text("snapshot");
                self.compact(index, self.term_at(index), self.from(index + 1).to_vec());
            }
            "start" if self.role == Role::Leader => {
                self.log.push(Entry { term: self.term, command: event.text("command").unwrap() });
                self.save();
                self.lead();
            }
            _ => {}
        }
        if kind == "start" || kind == "state" {
            self.say(object! { type: "result", index: self.last(), term: self.term, isLeader: self.role == Role::Leader });
        }
        self.say(object! { type: "done" });
    }
}

fn main() {
    let mut raft = Raft::default();
    for line in stdin().lock().lines() {
        raft.tell(&Json::read(&line.unwrap()));
        stdout().write_all(raft.out.as_bytes()).unwrap();
        stdout().flush().unwrap();
        raft.out.clear();
    }
}
