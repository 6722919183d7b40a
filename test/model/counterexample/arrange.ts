import { counterexampleFrom } from '../../../model/counterexample/explanation.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import type { Counterexample, Setting } from '../../../src/trace/recording.ts';

export const protocolOf = (id: string): Protocol => {
  const mutant = mutants.find((other) => other.id === id);
  if (!mutant) throw new Error(`there is no mutant ${id}`);
  return mutant.protocol;
};

const known = new Map<string, Counterexample>();

/** What torture finds with this seed. */
export const foundIn = (id: string, seed: number): Counterexample => {
  const counterexample = known.get(`${id} ${seed}`) ?? counterexampleFrom({ engine: 'torture', seed }, protocolOf(id));
  if (!counterexample) throw new Error(`nothing was found of ${id}`);
  known.set(`${id} ${seed}`, counterexample);
  return counterexample;
};

export const settingOf = (...servers: readonly string[]): Setting => ({ servers, options: defaultOptions });

/** S1 makes up a vote for itself when it asks for votes: it leads at once. The other servers do what they should. */
export const makesUpVotes: Protocol = {
  ...shippedProtocol,
  step: (server, event) => {
    const asked = shippedProtocol.step(server, event);
    const { id, currentTerm: term, peers } = asked.server;
    if (id !== 'S1' || !(event.type === 'timeout' && event.timer === 'election')) return asked;
    const from = peers[0] ?? '';
    const won = shippedProtocol.step(asked.server, { type: 'RequestVoteReply', from, to: id, term, voteGranted: true });
    return { ...won, effects: [...asked.effects, ...won.effects], fired: [...asked.fired, ...won.fired] };
  },
};

/** Two leaders of term 1. Step 4 is the one that is wrong; the shipped rules do the rest, and step 7 shows it. */
export const twoLeaders: Counterexample = {
  violation: { property: 'SP-1', clause: 'RS-C-2', because: 'as a file says it', step: 7 },
  setting: settingOf('S1', 'S2', 'S3'),
  foundBy: { engine: 'lab', name: 'a person', seed: 1 },
  trace: [
    'S1 restart',
    'S2 restart',
    'S3 restart',
    'S1 timeout election',
    'S2 timeout election',
    'S2 → S3 RequestVote term=1 candidateId=S2 lastLogIndex=0 lastLogTerm=0',
    'S3 → S2 RequestVoteReply term=1 voteGranted=true',
  ].map((line) => ({ line, servers: {} })),
  uncut: 7,
};
