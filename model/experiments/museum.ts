/** The museum: defects that stand for bugs of real projects, each with the report that tells of it and the run that shows it. */
import type { ClauseId } from '../../src/core/clauses.ts';
import { mutantOf } from '../mutants/index.ts';
import { experimentsFolder, museumFolder } from './folders.ts';

/** A bug of a real project, and the defect that stands for it. */
export interface Exhibit {
  /** The id of the defect. */
  readonly defect: string;
  /** The address of the report: an issue or a pull request of the project. */
  readonly report: string;
  /** The day on which it was written. */
  readonly reported: string;
  /** What happened there, in our words. */
  readonly told: string;
  /** The clause of the experiment that plays the defect; left out: it has a script of its own. */
  readonly experiment?: ClauseId;
}

/** A project and the number of the report in its tracker. */
interface IssueName {
  readonly project: string;
  readonly number: number;
}

/** In the order of the figure: of the clauses that the defects break. */
export const exhibits: readonly Exhibit[] = [
  {
    defect: 'C02',
    report: 'https://github.com/bakwc/PySyncObj/pull/202',
    reported: '2026-07-03',
    told: 'Neither the current term nor the vote was written to disk, so that after a restart of all members the term began at 0 again, while their logs held entries of high terms. A member that had missed the new writes then had the log that looked newer, was elected, and overwrote what was committed.',
  },
  {
    defect: 'C01',
    report: 'https://github.com/bakwc/PySyncObj/issues/84',
    reported: '2018-07-25',
    told: 'A vote was granted and not written to disk. A node that crashes and comes back within the same election can vote again, and a minority of the nodes elects a leader.',
    experiment: 'SP-7',
  },
  {
    defect: 'A55',
    report: 'https://github.com/apache/ratis/pull/805',
    reported: '2023-01-09',
    told: 'The first entry of a log has index 0 there, and matchIndex began with 0, so that this entry counted as replicated as soon as the leader had it. A leader committed it alone and was deposed, the next one committed another entry at that index, and the members of a CI run never agreed again.',
  },
  {
    defect: 'C03',
    report: 'https://github.com/camunda/camunda/issues/4160',
    reported: '2019-11-29',
    told: 'A follower acknowledged an entry when it had appended it, and flushed it to the disk only when it was committed. If it crashes in between, the majority that the leader has counted no longer has the entry.',
    experiment: 'SP-11',
  },
  {
    defect: 'C04',
    report: 'https://github.com/etcd-io/etcd/issues/14370',
    reported: '2022-08-22',
    told: 'In a cluster with one member, a write was applied and answered while its entry was still being written to the log. A crash at that moment lost what the client had been promised.',
  },
  {
    defect: 'C09',
    report: 'https://github.com/valkey-io/valkey/pull/3887',
    reported: '2026-06-08',
    told: 'Found in review: the reply that grants a vote was sent at once, and the vote saved to disk afterwards. The reviewer asks to reply only when the vote is synced.',
    experiment: 'ST-8',
  },
  {
    defect: 'B14',
    report: 'https://github.com/databendlabs/openraft/pull/559',
    reported: '2022-09-21',
    told: 'A snapshot was installed first, and the entries that conflict with it were deleted afterwards. A node that crashes in between comes back with both.',
  },
  {
    defect: 'A01',
    report: 'https://github.com/djjonno/kerala/issues/18',
    reported: '2019-08-31',
    told: 'Two nodes won the same term, each with its own vote and those of the same two followers. The author concluded that a node votes for more than one candidate in a term.',
    experiment: 'SP-1',
  },
  {
    defect: 'A02',
    report: 'https://github.com/ktoso/akka-raft/issues/51',
    reported: '2015-08-01',
    told: 'A follower granted its vote without looking at the log of the candidate. Each request carried lastLogIndex and lastLogTerm, and nobody read them.',
    experiment: 'RV-2',
  },
  {
    defect: 'A07',
    report: 'https://github.com/microsoft/CCF/pull/1641',
    reported: '2020-09-22',
    told: 'Elections were decided by the last commit index that a node had seen, and its term. The change decides them by the last entry in the log that can be committed.',
  },
  {
    defect: 'A29',
    report: 'https://github.com/cockroachdb/cockroach/pull/36360',
    reported: '2019-03-30',
    told: 'A cache of Raft entries took entries of a newer term and kept those of an older one behind them, which the log had deleted. Raft was given entries from the cache that were no longer in the log, and replicas ended with different ones.',
    experiment: 'AE-3',
  },
  {
    defect: 'A32',
    report: 'https://github.com/mgodave/barge/issues/74',
    reported: '2014-04-16',
    told: 'With each heartbeat the leader sent its followers an entry that they had, and they stored it again. The log of a follower shows the same entry about every one and a half seconds.',
    experiment: 'AE-4',
  },
  {
    defect: 'A33',
    report: 'https://github.com/vesoft-inc/nebula/pull/681',
    reported: '2019-07-24',
    told: 'A follower committed up to the commit index of the leader, without asking whether its own log reaches as far. The change bounds it by the end of the log, about which another exhibit has something to say: D-1.',
    experiment: 'AE-5',
  },
  {
    defect: 'A20',
    report: 'https://github.com/camunda/camunda/issues/5360',
    reported: '2020-09-16',
    told: 'A leader that heard of a newer term appended one more entry, with the newer term. When the new leader sent its own, the old one took its log for the same, kept what it should have deleted, and a randomized test found two different committed entries at one index.',
    experiment: 'RS-A-2',
  },
  {
    defect: 'D01',
    report: 'https://github.com/resetius/miniraft-cpp/issues/28',
    reported: '2026-05-27',
    told: 'A follower restarted its election timer at each AppendEntries, before it looked at the term. An old leader that nobody follows delays the election of a new one.',
    experiment: 'SP-16',
  },
  {
    defect: 'A15',
    report: 'https://github.com/ktoso/akka-raft/issues/45',
    reported: '2015-04-15',
    told: 'A candidate counted replies, and did not ask from whom they came. Two replies of the same follower could elect it.',
    experiment: 'RS-C-2',
  },
  {
    defect: 'A16',
    report: 'https://github.com/mgodave/barge/pull/68',
    reported: '2014-02-13',
    told: 'An election could be won with less than a strict majority of the votes. The change asks for more than half of them.',
  },
  {
    defect: 'A46',
    report: 'https://github.com/logcabin/logcabin/issues/44',
    reported: '2013-04-07',
    told: 'LogCabin, by the author of Raft, committed an entry as soon as a majority had it, whatever its term. His report calls that a critical data corruption bug; Figure 8 of the paper shows it.',
    experiment: 'RS-L-4',
  },
  {
    defect: 'A47',
    report: 'https://github.com/zhebrak/raftos/pull/30',
    reported: '2023-04-12',
    told: 'The loop that moves the commit index ended at the first entry of an earlier term, and never looked at the newer ones behind it. The commit index stood still, although a majority had everything.',
  },
  {
    defect: 'A49',
    report: 'https://github.com/cubefs/cubefs/pull/2428',
    reported: '2023-08-07',
    told: 'A follower with a conflicting log replied with its last index, however far behind the conflict that is. The leader did not go back, sent the same entries again, and the logs never came together.',
    experiment: 'LP-2',
  },
  {
    defect: 'B08',
    report: 'https://github.com/jgroups-extras/jgroups-raft/issues/23',
    reported: '2015-04-17',
    told: "Whoever received a snapshot set its current term to that of the snapshot's last entry. The leader ignored all that it said from then on, and sent the snapshot for ever; the run here shows what else can happen.",
  },
  {
    defect: 'B05',
    report: 'https://github.com/databendlabs/openraft/pull/753',
    reported: '2023-04-04',
    told: 'When a snapshot was installed, entries of the old log that it covers could stay in the store, although they are not those that had been applied to it. They were used for replication. The change removes from the log all that the snapshot covers. The defect here is its neighbour: what stays is what the snapshot does not cover.',
    experiment: 'IS-7',
  },
  {
    defect: 'B17',
    report: 'https://github.com/RedisLabs/raft/issues/49',
    reported: '2021-08-28',
    told: "A follower rejected a snapshot that ends before its own log, without asking whether that log agrees with the leader's. Someone who led before, and has many entries of its own, may lag until a longer one comes.",
  },
  {
    defect: 'B20',
    report: 'https://github.com/ArcadeData/arcadedb/issues/4799',
    reported: '2026-06-29',
    told: 'A new follower, which had no database yet, installed nothing of a snapshot and said that it had installed it. Its applied index jumped, and whatever came next was applied to what was not there.',
    experiment: 'IS-8',
  },
  {
    defect: 'B22',
    report: 'https://github.com/hashicorp/raft/issues/248',
    reported: '2017-09-20',
    told: 'A server was writing a snapshot of its own up to an index, when a newer one was installed. When the first was done, the last snapshot index went back to it. The report says where that is bad: on a server that becomes leader, since the entries in between are deleted already. Nobody reproduced it in the thread.',
  },
  {
    defect: 'B01',
    report: 'https://github.com/eBay/NuRaft/pull/668',
    reported: '2026-09-12',
    told: 'A voter that had compacted its whole log took 0 for the term of its last entry. It granted its vote to candidates that lack committed entries.',
    experiment: 'IS-14',
  },
  {
    defect: 'B06',
    report: 'https://github.com/hashicorp/raft/issues/697',
    reported: '2026-07-09',
    told: "A follower that installed a snapshot kept its own entry of another term at the snapshot's last index, against rule 7 of Figure 13. It rejected the next AppendEntries, was sent the snapshot once more, and so on for ever.",
  },
  {
    defect: 'A34',
    report: 'https://github.com/atomix/copycat/issues/265',
    reported: '2017-01-04',
    told: 'A server that had led before held an uncommitted entry at index 10. The new leader, who had committed another one there, sent an AppendEntries without entries that begins behind index 9; the follower committed its own entry 10.',
    experiment: 'D-1',
  },
  {
    defect: 'A28',
    report: 'https://github.com/zhebrak/raftos/issues/26',
    reported: '2023-04-04',
    told: 'A follower deleted what follows prevLogIndex when its log was longer, or when an entry was not of the term of the message. An AppendEntries that comes late could so delete entries that were committed.',
  },
  {
    defect: 'A11',
    report: 'https://github.com/camunda/camunda/issues/5356',
    reported: '2020-09-16',
    told: 'One server voted for two candidates of term 1195, and both led it. Its vote was forgotten whenever it learned of a leader, and not only when the term rose (as the change says that mends it, pull request 5368).',
  },
  {
    defect: 'yielding-frees-vote',
    report: 'https://github.com/microsoft/CCF/issues/5891',
    reported: '2024-01-05',
    told: 'A candidate that stepped down for the leader of its term forgot that it had voted for itself, and could vote once more. The report says itself that this elects nobody: it is here to show a broken promise that another rule makes harmless.',
  },
  {
    defect: 'C11',
    report: 'https://github.com/hashicorp/raft/issues/661',
    reported: '2025-12-09',
    told: 'A term and the vote in it are written to the disk one after the other, and a crash in between leaves the newer term beside an older vote. The report says that a server can then vote twice in a term. The run here takes another way, with a second defect: a repeated request of the candidate voted for is granted without a look at the logs. Neither of the two does harm alone.',
  },
  {
    defect: 'A14',
    report: 'https://github.com/xnnyygn/xraft/issues/33',
    reported: '2023-04-27',
    told: 'A candidate did not compare the term of a vote with its own, so that a late vote of its last candidacy counted in the next one. In the thread it is reproduced.',
  },
  {
    defect: 'A35',
    report: 'https://github.com/bakwc/PySyncObj/issues/166',
    reported: '2022-11-21',
    told: "A follower set its commit index to the leader's, also when that is lower. A new leader, which knew of less, took it from 2 back to 1.",
    experiment: 'SP-8',
  },
  {
    defect: 'A41',
    report: 'https://github.com/bakwc/PySyncObj/issues/167',
    reported: '2022-11-23',
    told: 'A leader set matchIndex to whatever a successful reply says. A reply that comes late says less than the leader knows already, and matchIndex goes back.',
    experiment: 'SP-9',
  },
  {
    defect: 'B07',
    report: 'https://github.com/databendlabs/openraft/pull/543',
    reported: '2022-09-02',
    told: 'A snapshot was installed although the state machine was further already. The state went back and lastApplied did not, so that the entries in between were never applied again.',
  },
  {
    defect: 'B10',
    report: 'https://github.com/willemt/raft/pull/118',
    reported: '2021-08-27',
    told: 'An AppendEntries that begins at the start of the log was appended without a check, also by a follower that had compacted these entries. A duplicated packet put them into its log twice.',
  },
];

/** The clause that the defect of an exhibit breaks. */
export const clauseOfExhibit = ({ defect }: Exhibit): ClauseId => {
  const mutant = mutantOf(defect);
  if (!mutant) throw new Error(`the museum: there is no defect ${defect}`);
  return mutant.clause;
};

/** The file of the script that shows an exhibit. */
export const scriptOfExhibit = ({ defect, experiment }: Exhibit): string =>
  experiment === undefined ? `${museumFolder}/${defect}.raft` : `${experimentsFolder}/${experiment}.raft`;

/** What a report is called; undefined: its address is not that of an issue or a pull request. */
export const nameOfReport = (report: string): IssueName | undefined => {
  const [, project, number] =
    /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/([1-9]\d*)$/.exec(report) ?? [];
  return project === undefined ? undefined : { project, number: Number(number) };
};
