/** The other end of the benchmark of the transport, in a process of its own: it answers frames, and it answers messages. */
import { createServer } from 'node:net';
import { silentLogger } from '../../src/runtime/logger.ts';
import type { SocketAddress } from '../../src/runtime/transport/settings.ts';
import { tcpTransport } from '../../src/runtime/transport/tcp.ts';
import { reply, wholeFrames } from './transportFrames.ts';

/** Sends back each whole frame, those that came together in one write. */
const bare = createServer({ noDelay: true }, (socket) => {
  const take = wholeFrames((frames) => socket.write(frames));
  socket.on('data', take);
});

let s1: SocketAddress | undefined;
const transport = tcpTransport({ address: { host: '127.0.0.1', port: 0 }, peers: () => s1, logger: silentLogger });

process.on('message', (address: SocketAddress) => {
  s1 = address;
});
process.on('disconnect', () => process.exit());

await new Promise<void>((resolve) => void bare.listen(0, '127.0.0.1', resolve));
await transport.open({ cluster: 'bench', id: 'S2', peers: ['S1'] }, () => transport.send(reply));
process.send?.({ bare: bare.address(), transport: transport.address() });
