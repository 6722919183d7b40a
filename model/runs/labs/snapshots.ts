/** Lab 3D: log compaction. The service takes a snapshot on every server at each tenth index. */
import { fail } from './failure.ts';
import type { Lab, Timed } from './lab.ts';
import { type Scenario, scenario } from './scenario.ts';

/** What may be on a disk beside the snapshot, in bytes. */
const MAX_RAFT_STATE_SIZE = 2000;

/** Servers discard what their snapshots cover. */
function* SnapshotBasic3D(lab: Lab): Timed<void> {
  yield* snapshots(lab, 'none');
}

/** A server that was cut off for long gets a snapshot. */
function* SnapshotInstall3D(lab: Lab): Timed<void> {
  yield* snapshots(lab, 'disconnect');
}

/** The same on a network that loses messages. */
function* SnapshotInstallUnreliable3D(lab: Lab): Timed<void> {
  yield* snapshots(lab, 'disconnect');
}

/** A server that was down for long gets a snapshot. */
function* SnapshotInstallCrash3D(lab: Lab): Timed<void> {
  yield* snapshots(lab, 'crash');
}

/** The same on a network that loses messages. */
function* SnapshotInstallUnCrash3D(lab: Lab): Timed<void> {
  yield* snapshots(lab, 'crash');
}

function* snapshots(lab: Lab, fault: 'none' | 'disconnect' | 'crash'): Timed<void> {
  yield* lab.one(lab.number(), 3, 'retry');
  let leader = yield* lab.checkOneLeader();
  for (let round = 0; round < 30; round++) {
    const isLeaderHit = round % 3 === 1;
    const victim = isLeaderHit ? leader : lab.next(leader);
    const sender = isLeaderHit ? lab.next(leader) : leader;
    if (fault === 'disconnect') lab.disconnect(victim);
    if (fault === 'crash') yield* lab.kill(victim);
    if (fault !== 'none') yield* lab.one(lab.number(), 2, 'retry');
    for (let count = lab.random.between(5, 14); count > 0; count--) lab.start(sender, lab.number());
    yield* lab.one(lab.number(), fault === 'none' ? 3 : 2, 'retry');
    checkSize(lab);
    if (fault === 'none') continue;
    if (fault === 'disconnect') lab.connect(victim);
    else lab.restart(victim);
    yield* lab.one(lab.number(), 3, 'retry');
    leader = yield* lab.checkOneLeader();
  }
}

const checkSize = (lab: Lab): void => {
  const size = lab.raftStateSize();
  if (size < MAX_RAFT_STATE_SIZE) return;
  fail(`the Raft state on a disk should be smaller than ${MAX_RAFT_STATE_SIZE} bytes, but one has ${size}`);
};

/** All servers come back from their snapshots at once. */
function* SnapshotAllCrash3D(lab: Lab): Timed<void> {
  yield* lab.one(lab.number(), 3, 'retry');
  for (let round = 0; round < 5; round++) {
    for (let count = lab.random.between(5, 14); count > 0; count--) yield* lab.one(lab.number(), 3, 'retry');
    const before = yield* lab.one(lab.number(), 3, 'retry');
    yield* lab.kill(...lab.servers);
    lab.restart(...lab.servers);
    const after = yield* lab.one(lab.number(), 3, 'retry');
    if (after <= before)
      fail(`index ${before} was committed before the crash, but the next command got index ${after}`);
  }
}

/** The first write after a restart does not lose the snapshot. */
function* SnapshotInit3D(lab: Lab): Timed<void> {
  for (let count = 0; count < 12; count++) yield* lab.one(lab.number(), 3, 'retry');
  for (let crash = 0; crash < 2; crash++) {
    yield* lab.kill(...lab.servers);
    lab.restart(...lab.servers);
    yield* lab.one(lab.number(), 3, 'retry');
  }
}

const unreliable = { isReliable: false } as const;
const setting = { peers: 3, withSnapshots: true } as const;

export const compaction: readonly Scenario[] = [
  scenario(SnapshotBasic3D, setting),
  scenario(SnapshotInstall3D, setting),
  scenario(SnapshotInstallUnreliable3D, { ...setting, ...unreliable }),
  scenario(SnapshotInstallCrash3D, setting),
  scenario(SnapshotInstallUnCrash3D, { ...setting, ...unreliable }),
  scenario(SnapshotAllCrash3D, { ...setting, ...unreliable }),
  scenario(SnapshotInit3D, { ...setting, ...unreliable }),
];
