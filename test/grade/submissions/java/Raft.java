import java.io.*;
import java.util.*;

/** Raft as the paper's Figure 2 has it, one server: it reads events from the host and answers each with outputs and `done`. */
public final class Raft {
  /** An entry; the first one of the log stands for all that the snapshot covers, up to the index `base`. */
  record Entry(long term, String command) {
    Map<String, Object> json() { return map("term", term, "command", command); }
    static Entry of(Map<String, Object> json) { return new Entry((Long) json.get("term"), (String) json.get("command")); }
  }

  enum Role { FOLLOWER, CANDIDATE, LEADER }

  static final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false);
  long now, id, servers, term, base, commitIndex, lastApplied, calls;
  Long votedFor;
  List<Entry> log = new ArrayList<>(List.of(new Entry(0, "")));
  String snapshot;
  Role role = Role.FOLLOWER;
  Random random;
  final Set<Long> votes = new HashSet<>();
  final Map<Long, Map<String, Object>> asked = new HashMap<>();
  final Map<Long, Long> nextIndex = new HashMap<>(), matchIndex = new HashMap<>();

  static Map<String, Object> map(Object... fields) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < fields.length; i += 2) map.put((String) fields[i], fields[i + 1]);
    return map;
  }

  static void say(String type, Object... fields) {
    var output = map("type", type);
    output.putAll(map(fields));
    out.print(Json.write(output) + "\n");
  }

  static long number(Map<String, Object> json, String name) { return (Long) json.get(name); }

  long last() { return base + log.size() - 1; }
  Entry at(long index) { return log.get((int) (index - base)); }
  List<Entry> from(long index) { return log.subList((int) Math.min(index - base, log.size()), log.size()); }
  void save() { say("save", "state", map("term", term, "votedFor", votedFor, "base", base, "log", json(log)), "snapshot", snapshot); }
  void rest() { say("wake", "at", now + (role == Role.LEADER ? 100 : 300 + random.nextInt(300))); }
  static List<?> json(List<Entry> entries) { return entries.stream().map(Entry::json).toList(); }

  @SuppressWarnings("unchecked")
  static List<Entry> entries(Map<String, Object> json, String name) {
    return new ArrayList<>(((List<Map<String, Object>>) json.get(name)).stream().map(Entry::of).toList());
  }

  void ask(long to, Map<String, Object> request) {
    asked.put(++calls, request);
    say("send", "to", to, "call", calls, "request", request);
  }

  @SuppressWarnings("unchecked")
  void boot(Map<String, Object> event) {
    id = number(event, "id");
    servers = number(event, "servers");
    random = new Random(number(event, "seed"));
    snapshot = (String) event.get("snapshot");
    if (event.get("state") instanceof Map<?, ?> saved) {
      var state = (Map<String, Object>) saved;
      term = number(state, "term");
      votedFor = (Long) state.get("votedFor");
      base = commitIndex = lastApplied = number(state, "base");
      log = entries(state, "log");
    }
    rest();
  }

  void timeout() {
    if (role == Role.LEADER) { lead(); return; }
    role = Role.CANDIDATE;
    term++;
    votedFor = id;
    votes.clear();
    votes.add(id);
    save();
    for (long peer = 0; peer < servers; peer++)
      if (peer != id) ask(peer, map("type", "RequestVote", "term", term, "candidateId", id, "lastLogIndex", last(), "lastLogTerm", at(last()).term));
    rest();
  }

  void lead() {
    for (long peer = 0; peer < servers; peer++) if (peer != id) appendTo(peer);
    rest();
  }

  void appendTo(long peer) {
    long previous = nextIndex.get(peer) - 1;
    if (previous < base)
      ask(peer, map("type", "InstallSnapshot", "term", term, "lastIncludedIndex", base, "lastIncludedTerm", at(base).term, "data", snapshot));
    else
      ask(peer, map("type", "AppendEntries", "term", term, "leaderId", id, "prevLogIndex", previous, "prevLogTerm", at(previous).term,
          "entries", json(from(previous + 1)), "leaderCommit", commitIndex));
  }

  @SuppressWarnings("unchecked")
  void deliver(Map<String, Object> event) {
    var request = (Map<String, Object>) event.get("request");
    var message = request != null ? request : (Map<String, Object>) event.get("reply");
    if (number(message, "term") > term) {
      term = number(message, "term");
      votedFor = null;
      role = Role.FOLLOWER;
      save();
    }
    long from = number(event, "from");
    if (request == null) { answered(from, asked.remove(number(event, "call")), message); return; }
    boolean isCurrent = number(request, "term") == term;
    var reply = switch ((String) request.get("type")) {
      case "RequestVote" -> onRequestVote(request, isCurrent);
      case "AppendEntries" -> onAppendEntries(request, isCurrent);
      default -> onInstallSnapshot(request, isCurrent);
    };
    reply.put("term", term);
    say("send", "to", from, "call", event.get("call"), "reply", reply);
  }

  Map<String, Object> onRequestVote(Map<String, Object> request, boolean isCurrent) {
    long candidate = number(request, "candidateId"), theirs = number(request, "lastLogTerm"), ours = at(last()).term;
    boolean isUpToDate = theirs > ours || theirs == ours && number(request, "lastLogIndex") >= last();
    boolean granted = isCurrent && isUpToDate && (votedFor == null || votedFor == candidate);
    if (granted) {
      votedFor = candidate;
      save();
      rest();
    }
    return map("type", "RequestVoteReply", "voteGranted", granted);
  }

  Map<String, Object> onAppendEntries(Map<String, Object> request, boolean isCurrent) {
    if (!isCurrent) return map("type", "AppendEntriesReply", "success", false, "nextIndex", 0L);
    role = Role.FOLLOWER;
    rest();
    var entries = entries(request, "entries");
    long previous = number(request, "prevLogIndex"), covered = Math.max(0, base - previous); // what the snapshot covers is as it should be
    entries.subList(0, (int) Math.min(covered, entries.size())).clear();
    previous += covered;
    if (previous > last()) return map("type", "AppendEntriesReply", "success", false, "nextIndex", last() + 1);
    if (covered == 0 && at(previous).term != number(request, "prevLogTerm")) {
      while (previous > base + 1 && at(previous - 1).term == at(previous).term) previous--;
      return map("type", "AppendEntriesReply", "success", false, "nextIndex", previous);
    }
    for (int i = 0; i < entries.size(); i++) {
      long index = previous + 1 + i;
      if (index <= last() && at(index).term == entries.get(i).term) continue;
      from(index).clear();
      log.addAll(entries.subList(i, entries.size()));
      save();
      break;
    }
    commit(Math.min(number(request, "leaderCommit"), previous + entries.size()));
    return map("type", "AppendEntriesReply", "success", true);
  }

  Map<String, Object> onInstallSnapshot(Map<String, Object> request, boolean isCurrent) {
    long index = number(request, "lastIncludedIndex"), itsTerm = number(request, "lastIncludedTerm");
    if (isCurrent) {
      role = Role.FOLLOWER;
      rest();
    }
    if (isCurrent && index > commitIndex) {
      boolean keeps = index <= last() && at(index).term == itsTerm;
      snapshot = (String) request.get("data");
      compact(index, itsTerm, keeps ? from(index + 1) : List.of());
      commitIndex = lastApplied = index;
      say("apply", "index", index, "snapshot", snapshot);
    }
    return map("type", "InstallSnapshotReply");
  }

  void answered(long from, Map<String, Object> request, Map<String, Object> reply) {
    if (number(request, "term") != term || role == Role.FOLLOWER) return;
    if (request.get("type").equals("RequestVote")) {
      if (role == Role.CANDIDATE && reply.get("voteGranted").equals(true) && votes.add(from) && 2 * votes.size() > servers) {
        role = Role.LEADER;
        for (long peer = 0; peer < servers; peer++) {
          nextIndex.put(peer, last() + 1);
          matchIndex.put(peer, 0L);
        }
        lead();
      }
    } else if (request.get("type").equals("InstallSnapshot")) {
      matches(from, number(request, "lastIncludedIndex"));
    } else if (reply.get("success").equals(true)) {
      matches(from, number(request, "prevLogIndex") + ((List<?>) request.get("entries")).size());
    } else if (number(request, "prevLogIndex") == nextIndex.get(from) - 1 && nextIndex.get(from) > matchIndex.get(from) + 1) {
      nextIndex.put(from, Math.max(matchIndex.get(from) + 1, Math.min(number(reply, "nextIndex"), number(request, "prevLogIndex"))));
      appendTo(from);
    }
  }

  void matches(long peer, long index) {
    matchIndex.merge(peer, index, Math::max);
    nextIndex.merge(peer, index + 1, Math::max);
    matchIndex.put(id, last());
    long agreed = matchIndex.values().stream().sorted().toList().get((int) (servers - 1) / 2);
    if (agreed > commitIndex && at(agreed).term == term) commit(agreed);
  }

  void commit(long index) {
    commitIndex = Math.max(commitIndex, index);
    while (lastApplied < commitIndex) say("apply", "index", ++lastApplied, "command", at(lastApplied).command);
  }

  /** The log begins behind an index from now on. */
  void compact(long index, long itsTerm, List<Entry> rest) {
    var kept = new ArrayList<>(List.of(new Entry(itsTerm, "")));
    kept.addAll(rest);
    log = kept;
    base = index;
    save();
  }

  void tell(Map<String, Object> event) {
    now = number(event, "now");
    switch ((String) event.get("type")) {
      case "boot" -> boot(event);
      case "deliver" -> deliver(event);
      case "unanswered" -> asked.remove(number(event, "call"));
      case "timeout" -> timeout();
      case "start" -> {
        if (role == Role.LEADER) {
          log.add(new Entry(term, (String) event.get("command")));
          save();
          lead();
        }
        say("result", "index", last(), "term", term, "isLeader", role == Role.LEADER);
      }
      case "state" -> say("result", "term", term, "isLeader", role == Role.LEADER);
      case "snapshot" -> {
        long index = number(event, "index");
        if (index <= base) return;
        snapshot = (String) event.get("snapshot");
        compact(index, at(index).term, from(index + 1));
      }
    }
  }

  @SuppressWarnings("unchecked")
  public static void main(String[] args) throws IOException {
    var raft = new Raft();
    var in = new BufferedReader(new InputStreamReader(System.in));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      raft.tell((Map<String, Object>) Json.read(line));
      say("done");
      out.flush();
    }
  }
}
