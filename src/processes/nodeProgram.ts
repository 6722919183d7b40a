/**
 * A server as a process of its own: a node with a ledger on real sockets, told what to do by the process that has started it, and gone
 * with it.
 */
import { ProposalFailure, RaftNode, type Storage, silentLogger, tcpTransport } from '../runtime/index.ts';
import { type AppliedRun, Ledger, type LedgerAnswer } from './ledger.ts';
import type { FromNode, NodeProcessSetting, ToNode } from './nodeMessages.ts';

/** All that a server does is kept. */
const MAX_JOURNAL_FILES = 10_000;

/** The disk of a server. */
export interface NodeDisk {
  readonly storage: Storage;
  /** From now on nothing can be written. */
  readonly fill: () => void;
}

const tell = (message: FromNode): void => {
  if (process.connected) process.send?.(message);
};

const outcomeOf = async (node: RaftNode<LedgerAnswer>, command: string): Promise<FromNode> => {
  const name = command.split(' ')[0] ?? '';
  try {
    return { type: 'outcome', name, outcome: { kind: 'applied', answer: await node.propose(command) }, leaderId: null };
  } catch (error) {
    if (!(error instanceof ProposalFailure)) throw error;
    return { type: 'outcome', name, outcome: { kind: error.fate }, leaderId: error.leaderId };
  }
};

/** Tells what is applied: what comes in one turn of the event loop, together. */
const appliedTeller = () => {
  let [first, commands]: [number, string[]] = [0, []];
  const flush = (): void => {
    if (commands.length > 0) tell({ type: 'applied', first, commands });
    commands = [];
  };
  const add = (run: AppliedRun): void => {
    if (first + commands.length !== run.first) flush();
    if (commands.length === 0) {
      first = run.first;
      setImmediate(flush);
    }
    commands.push(...run.commands);
  };
  return { add, flush };
};

const run = async (setting: NodeProcessSetting, { storage, fill }: NodeDisk): Promise<void> => {
  const { id, servers, ports, options, journal } = setting;
  const applied = appliedTeller();
  const ledger = new Ledger(applied.add);
  const transport = tcpTransport({
    address: { host: '127.0.0.1', port: 0 },
    peers: (peer) => ({ host: '127.0.0.1', port: ports[peer] ?? 0 }),
    backOff: { minMs: 10, maxMs: 100 },
    logger: silentLogger, // its peers are killed and cut off all the time
  });
  const stateMachine = ledger;
  const record = { file: journal, files: MAX_JOURNAL_FILES };
  const node = await RaftNode.open<LedgerAnswer>({ id, servers, storage, transport, stateMachine, record, ...options });
  process.on('message', (message: ToNode) => {
    if (message.type === 'propose') void outcomeOf(node, message.command).then(tell);
    else if (message.type === 'status') tell({ type: 'status', status: node.status(), streams: transport.status() });
    else if (message.type === 'state') {
      applied.flush();
      tell({ type: 'state', state: ledger.state });
    } else if (message.type === 'fillDisk') fill();
    else void node.close();
  });
  tell({ type: 'open', port: transport.address().port });
  const fault = await node.ended;
  tell({ type: 'ended', because: fault?.message ?? null });
};

/** Makes this process a server on the disk that its setting says. */
export const becomeNode = (diskOf: (setting: NodeProcessSetting) => NodeDisk): void => {
  // Who has started it is gone: nobody would end it.
  process.on('disconnect', () => process.exit(0));
  process.once('message', (setting: NodeProcessSetting) => {
    run(setting, diskOf(setting))
      .catch((error: unknown) =>
        tell({ type: 'ended', because: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => process.disconnect());
  });
};
