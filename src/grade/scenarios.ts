/** What each scenario of the course does to a cluster, and what it expects of it. */

const SNAPSHOTS =
  'Thirty rounds of agreements, with a snapshot at every tenth entry. What a server keeps on its disk beside the snapshot must stay under 2,000 bytes.';

/** By name, in the course's order. */
export const scenarioWords: Readonly<Record<string, string>> = {
  InitialElection3A:
    'Three servers are started and left alone. One of them must become leader, all must agree on the term, and as nothing fails the leader should stay.',
  ReElection3A:
    'The leader is cut off, and the two others must elect another. With two of three cut off nobody who is connected may lead; when they come back, somebody must.',
  ManyElections3A:
    'Seven servers; nine times up to three of them are cut off, and each time a majority must find a leader.',
  BasicAgree3B:
    'Three commands are agreed on by three servers. They must stand at indexes 1, 2 and 3, and nothing may be applied before it was proposed.',
  RPCBytes3B:
    'Ten commands of 5,000 characters are agreed on. Each may be sent to each follower about once: 200,000 bytes in all.',
  FollowerFailure3B:
    'Followers are cut off one after the other. With one of them gone agreement goes on, with both gone nothing may be committed.',
  LeaderFailure3B:
    'Leaders are cut off one after the other. The first time agreement goes on under another leader, the second time nothing may be committed.',
  FailAgree3B:
    'A follower is cut off while the others agree on commands. When it comes back it must catch up and take part again.',
  FailNoAgree3B:
    'Three of five servers are cut off from the leader: what is proposed then may not be committed. When they come back agreement goes on.',
  ConcurrentStarts3B:
    'Five commands are proposed to the leader at once. All must be committed in the term in which they were accepted.',
  Rejoin3B:
    'A leader is cut off, accepts three commands that nobody else gets, and comes back under another leader: they must give way to what was committed.',
  Backup3B:
    'Two halves of a cluster of five collect fifty entries each that can never be committed. The logs must be mended, and fast enough for the two minutes that the run may take.',
  Count3B:
    'Messages are counted: at most 30 for the first election, 42 for a dozen commands, and 60 in a second in which nothing happens.',
  Persist13C:
    'All servers crash and come back, then one after the other does. Agreement goes on, from what their disks hold.',
  Persist23C:
    'Five servers crash and come back in changing pairs, so that each agreement needs what others have saved before.',
  Persist33C:
    'A leader and one follower crash while the third server is cut off; one of the crashed comes back and must bring it up to date.',
  Figure83C:
    "The leader of five crashes over and over, often right after it has got a command, as in the paper's Figure 8. What was applied once may never change, and in the end all must agree.",
  UnreliableAgree3C:
    'Two hundred commands, five at a time, over a network that loses and delays messages. Each must be agreed on within ten seconds.',
  Figure8Unreliable3C:
    'As Figure 8, with leaders that are cut off, on a network that loses messages and from the middle on holds two thirds of the replies back for up to two seconds. In the end all must agree, within ten seconds.',
  ReliableChurn3C:
    'Three clients propose all the time while servers crash, come back, and are cut off. Whatever a client saw committed must be there in the end.',
  UnreliableChurn3C:
    'Three clients propose all the time while servers crash, come back, and are cut off, on a network that loses and delays messages. Whatever a client saw committed must be there in the end.',
  SnapshotBasic3D: `${SNAPSHOTS} Nothing fails.`,
  SnapshotInstall3D: `${SNAPSHOTS} In each round a server is cut off, falls behind, and has to be sent the snapshot.`,
  SnapshotInstallUnreliable3D: `${SNAPSHOTS} In each round a server is cut off and falls behind, on a network that loses and delays messages.`,
  SnapshotInstallCrash3D: `${SNAPSHOTS} In each round a server crashes, falls behind, and comes back.`,
  SnapshotInstallUnCrash3D: `${SNAPSHOTS} In each round a server crashes, falls behind, and comes back, on a network that loses and delays messages.`,
  SnapshotAllCrash3D:
    'All servers crash at once, five times, with snapshots on their disks. They must go on behind the index at which they were.',
  SnapshotInit3D:
    'All servers crash at once, twice, with hardly anything in between: what a server saves after a restart must not lose its snapshot.',
};
