"""Raft as the paper's Figure 2 has it, one server: it reads events from the host and answers each with outputs and `done`."""
import json, random, sys


def say(type, **fields):
    sys.stdout.write(json.dumps({"type": type, **fields}) + "\n")


class Server:
    def boot(self, id, servers, seed, state, snapshot):
        self.id, self.peers, self.random = id, [peer for peer in range(servers) if peer != id], random.Random(seed)
        # the first entry of the log stands for all that the snapshot covers, up to the index `base`
        empty = {"currentTerm": 0, "votedFor": None, "base": 0, "log": [{"term": 0, "command": ""}]}
        self.disk, self.service, self.role, self.calls = state or empty, snapshot, "follower", {}
        self.commit_index = self.last_applied = self.disk["base"]
        self.number = 0
        self.rest()

    term = property(lambda self: self.disk["currentTerm"])
    base = property(lambda self: self.disk["base"])
    log = property(lambda self: self.disk["log"])
    last = property(lambda self: self.base + len(self.log) - 1)

    def term_at(self, index):
        return self.log[index - self.base]["term"]

    def save(self, **changes):
        self.disk.update(changes)
        say("save", state=self.disk, snapshot=self.service)

    def rest(self):
        say("wake", at=self.now + (100 if self.role == "leader" else self.random.randint(300, 600)))

    def ask(self, peer, type, **fields):
        self.number += 1
        self.calls[self.number] = request = {"type": type, "term": self.term, **fields}
        say("send", to=peer, call=self.number, request=request)

    def timeout(self):
        if self.role == "leader":
            return self.lead()
        self.role, self.votes = "candidate", {self.id}
        self.save(currentTerm=self.term + 1, votedFor=self.id)
        for peer in self.peers:
            self.ask(peer, "RequestVote", candidateId=self.id, lastLogIndex=self.last, lastLogTerm=self.term_at(self.last))
        self.rest()

    def lead(self):
        for peer in self.peers:
            self.append_to(peer)
        self.rest()

    def append_to(self, peer):
        after = self.next_index[peer] - 1
        if after < self.base:
            self.ask(peer, "InstallSnapshot", lastIncludedIndex=self.base, lastIncludedTerm=self.term_at(self.base), data=self.service)
        else:
            entries = self.log[after + 1 - self.base :]
            self.ask(peer, "AppendEntries", prevLogIndex=after, prevLogTerm=self.term_at(after), entries=entries, leaderCommit=self.commit_index)

    def deliver(self, request=None, reply=None, call=None, **packet):
        message, sender = request or reply, packet["from"]
        if message["term"] > self.term:
            self.role = "follower"
            self.save(currentTerm=message["term"], votedFor=None)
        if request:
            fields = getattr(self, "on" + request["type"])(request, request["term"] == self.term)
            say("send", to=sender, call=call, reply={"type": request["type"] + "Reply", "term": self.term, **fields})
        elif self.calls[call]["term"] == self.term and self.role != "follower":
            getattr(self, "on" + reply["type"])(sender, self.calls.pop(call), reply)

    def unanswered(self, to, call):
        del self.calls[call]

    def onRequestVote(self, request, is_current):
        ours = (self.term_at(self.last), self.last)
        is_free = self.disk["votedFor"] in (None, request["candidateId"])
        granted = is_current and is_free and (request["lastLogTerm"], request["lastLogIndex"]) >= ours
        if granted:
            self.save(votedFor=request["candidateId"])
            self.rest()
        return {"voteGranted": granted}

    def onRequestVoteReply(self, sender, request, reply):
        if self.role != "candidate" or not reply["voteGranted"]:
            return
        self.votes.add(sender)
        if 2 * len(self.votes) > len(self.peers) + 1:
            self.role = "leader"
            self.next_index, self.match_index = {peer: self.last + 1 for peer in self.peers}, {peer: 0 for peer in self.peers}
            self.lead()

    def follow(self):
        self.role = "follower"
        self.rest()

    def onAppendEntries(self, request, is_current):
        if not is_current:
            return {"success": False, "nextIndex": 0}
        self.follow()
        skipped = max(0, self.base - request["prevLogIndex"])  # what the snapshot covers is as it should be
        after, entries = request["prevLogIndex"] + skipped, request["entries"][skipped:]
        if after > self.last:
            return {"success": False, "nextIndex": self.last + 1}
        if not skipped and self.term_at(after) != request["prevLogTerm"]:
            while after > self.base + 1 and self.term_at(after - 1) == self.term_at(after):
                after -= 1
            return {"success": False, "nextIndex": after}
        for index, entry in enumerate(entries, after + 1):
            if index > self.last or self.term_at(index) != entry["term"]:
                self.save(log=self.log[: index - self.base] + entries[index - after - 1 :])
                break
        self.commit(min(request["leaderCommit"], after + len(entries)))
        return {"success": True}

    def onAppendEntriesReply(self, sender, request, reply):
        if reply["success"]:
            match = request["prevLogIndex"] + len(request["entries"])
            self.match_index[sender] = max(self.match_index[sender], match)
            self.next_index[sender] = max(self.next_index[sender], match + 1)
            agreed = sorted([self.last, *self.match_index.values()])[len(self.peers) // 2]
            if agreed > self.commit_index and self.term_at(agreed) == self.term:
                self.commit(agreed)
        elif request["prevLogIndex"] == self.next_index[sender] - 1 > self.match_index[sender]:
            self.next_index[sender] = max(self.match_index[sender] + 1, min(reply["nextIndex"], request["prevLogIndex"]))
            self.append_to(sender)

    def onInstallSnapshot(self, request, is_current):
        index, term = request["lastIncludedIndex"], request["lastIncludedTerm"]
        if is_current:
            self.follow()
        if is_current and index > self.commit_index:
            kept = self.log[index + 1 - self.base :] if index <= self.last and self.term_at(index) == term else []
            self.service = request["data"]
            self.save(base=index, log=[{"term": term, "command": ""}, *kept])
            self.commit_index = self.last_applied = index
            say("apply", index=index, snapshot=self.service)
        return {}

    def onInstallSnapshotReply(self, sender, request, reply):
        self.match_index[sender] = max(self.match_index[sender], request["lastIncludedIndex"])
        self.next_index[sender] = max(self.next_index[sender], request["lastIncludedIndex"] + 1)

    def commit(self, index):
        self.commit_index = max(self.commit_index, index)
        while self.last_applied < self.commit_index:
            self.last_applied += 1
            say("apply", index=self.last_applied, command=self.log[self.last_applied - self.base]["command"])

    def start(self, command):
        if self.role == "leader":
            self.save(log=[*self.log, {"term": self.term, "command": command}])
            self.lead()
        say("result", index=self.last, term=self.term, isLeader=self.role == "leader")

    def state(self):
        say("result", term=self.term, isLeader=self.role == "leader")

    def snapshot(self, index, snapshot):
        if index > self.base:
            self.service = snapshot
            self.save(log=[{"term": self.term_at(index), "command": ""}, *self.log[index + 1 - self.base :]], base=index)


server = Server()
for line in sys.stdin:
    event = json.loads(line)
    server.now = event.pop("now")
    getattr(server, event.pop("type"))(**event)
    say("done")
    sys.stdout.flush()
