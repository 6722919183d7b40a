// A cluster within one process that records what its servers do, each into a file of its own: node recorded.mjs
import { memoryNetwork, memoryStorage, RaftNode } from 'figure2/runtime';

const servers = ['S1', 'S2', 'S3'];
const network = memoryNetwork();
const nodes = await Promise.all(
  servers.map((id) =>
    RaftNode.open({
      id,
      servers,
      stateMachine: { apply: (command) => command.length, snapshot: () => '', restore: () => undefined },
      storage: memoryStorage(),
      transport: network.transport(),
      record: { file: `${id}.journal`, maxBytes: 2 ** 20, files: 10 },
    }),
  ),
);
const leaderId = await nodes[0].leader();
const leader = nodes.find(({ id }) => id === leaderId);
for (const command of ['a', 'b', 'c']) await leader.propose(command);
await Promise.all(nodes.map((node) => node.close()));
