// A replicated counter: node counter.mjs S1 (or S2, S3), each in a process of its own. Each number that is typed at whoever leads is added.
import { createInterface } from 'node:readline';
import { fileStorage, RaftNode, tcpTransport } from 'figure2/runtime';

const [id, ports = '7101,7102,7103'] = process.argv.slice(2);
const servers = ['S1', 'S2', 'S3'];
const addressOf = (server) => ({ host: '127.0.0.1', port: Number(ports.split(',')[servers.indexOf(server)]) });

let total = 0;
const stateMachine = {
  apply: (command) => (total += Number(command)),
  snapshot: () => String(total),
  restore: (data) => {
    total = Number(data);
  },
};

const node = await RaftNode.open({
  id,
  servers,
  stateMachine,
  storage: fileStorage({ directory: `counter-${id}` }),
  transport: tcpTransport({ address: addressOf(id), peers: addressOf }),
});

for await (const line of createInterface({ input: process.stdin })) {
  await node.propose(line).then(
    (answer) => console.log(`the total is ${answer}`),
    (failure) => console.log(failure.message), // who leads, or why it is not known
  );
}
await node.close();
