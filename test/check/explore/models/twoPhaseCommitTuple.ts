import type { ComponentRule, TupleModel } from '../../../../src/check/explore/model.ts';
import { type Decision, forAll, type Manager, type Messages, type TransactionManager } from './twoPhaseCommit.ts';

/** `twoPhaseCommit` as a tuple: a place for each resource manager, one for the transaction manager, one for the messages. */
export const twoPhaseCommitTuple = (resourceManagers: number): TupleModel => {
  const managers = Array.from({ length: resourceManagers }, (_, rm) => rm);
  const tm = resourceManagers;
  const messages = resourceManagers + 1;
  return {
    name: `two-phase commit with ${resourceManagers} resource managers, as a tuple`,
    places: [...managers.map((rm) => `RM${rm}`), 'TM', 'messages'],
    initialStates: [
      [
        ...managers.map(() => 'working'),
        { state: 'init', prepared: forAll(resourceManagers, false) },
        { prepared: forAll(resourceManagers, false), decision: null },
      ],
    ],
    rules: [...rulesOfManager([tm, messages]), ...managers.flatMap((rm) => rulesOf(rm, tm, messages))],
    properties: [
      {
        name: 'consistent',
        kind: 'always',
        at: managers.flatMap((one) => managers.map((other) => [one, other])),
        holds: (one: Manager, other: Manager) => !(one === 'committed' && other === 'aborted'),
      },
      {
        name: 'may commit',
        kind: 'sometimes',
        at: [managers],
        holds: (...all: readonly Manager[]) => all.every((rm) => rm === 'committed'),
      },
    ],
  };
};

const rulesOfManager = (at: readonly number[]): readonly ComponentRule[] => {
  const decide = (tm: TransactionManager, msgs: Messages, decision: Decision) => [
    [
      { ...tm, state: decision },
      { ...msgs, decision },
    ],
  ];
  return [
    {
      name: 'TMCommit',
      at,
      step: (tm: TransactionManager, msgs: Messages) =>
        tm.state === 'init' && tm.prepared.every(Boolean) ? decide(tm, msgs, 'committed') : [],
    },
    {
      name: 'TMAbort',
      at,
      step: (tm: TransactionManager, msgs: Messages) => (tm.state === 'init' ? decide(tm, msgs, 'aborted') : []),
    },
  ];
};

const rulesOf = (rm: number, tm: number, messages: number): readonly ComponentRule[] => [
  {
    name: `TMRcvPrepared(${rm})`,
    at: [tm, messages],
    step: (manager: TransactionManager, msgs: Messages) =>
      manager.state === 'init' && msgs.prepared[rm]
        ? [[{ ...manager, prepared: manager.prepared.with(rm, true) }, msgs]]
        : [],
  },
  {
    name: `RMPrepare(${rm})`,
    at: [rm, messages],
    step: (own: Manager, msgs: Messages) =>
      own === 'working' ? [['prepared', { ...msgs, prepared: msgs.prepared.with(rm, true) }]] : [],
  },
  {
    name: `RMChooseToAbort(${rm})`,
    at: [rm],
    step: (own: Manager) => (own === 'working' ? [['aborted']] : []),
  },
  {
    name: `RMRcvCommitMsg(${rm})`,
    at: [rm, messages],
    step: (_own: Manager, msgs: Messages) => (msgs.decision === 'committed' ? [['committed', msgs]] : []),
  },
  {
    name: `RMRcvAbortMsg(${rm})`,
    at: [rm, messages],
    step: (_own: Manager, msgs: Messages) => (msgs.decision === 'aborted' ? [['aborted', msgs]] : []),
  },
];
