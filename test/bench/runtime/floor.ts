/** What the machine gives to anybody: syncs of a file that is overwritten, and round trips of bare frames. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { disk } from '../../../src/runtime/storage/disk.ts';
import { writeZeros } from '../../../src/runtime/storage/fileSystem.ts';

const FRAME_BYTES = 128;
const FILE_BYTES = 2 ** 20;

/** How often in a second a file can be overwritten, each time durably, one write after the other. */
export const syncsPerSecond = async (directory: string, seconds: number): Promise<number> => {
  const path = join(directory, 'floor');
  const filled = await disk.open(path, 'create');
  await writeZeros(filled, 0, FILE_BYTES);
  await filled.sync();
  await filled.close();
  const file = await disk.open(path, 'writeThrough');
  const bytes = Buffer.alloc(FRAME_BYTES, 1);
  let count = 0;
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1000) {
    await file.write(bytes, (count++ * FRAME_BYTES) % FILE_BYTES);
  }
  const rate = (1000 * count) / (performance.now() - begin);
  await file.close();
  return rate;
};

/** Calls back for each whole frame. */
const onFrame = (socket: Socket, told: () => void): void => {
  let held = 0;
  socket.setNoDelay(true).on('data', (chunk) => {
    for (held += chunk.length; held >= FRAME_BYTES; held -= FRAME_BYTES) told();
  });
};

/** A process that gives each frame back, until its parent is gone. */
export const echo = async (): Promise<void> => {
  const server = createServer((socket) => onFrame(socket, () => socket.write(Buffer.alloc(FRAME_BYTES, 1))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
  process.once('disconnect', () => process.exit(0));
};

/** How often in a second a frame goes to another process and back, one after the other. */
export const roundTripsPerSecond = async (port: number, seconds: number): Promise<number> => {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  let count = 0;
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    onFrame(socket, () => {
      count++;
      if (performance.now() - begin >= seconds * 1000) resolve();
      else socket.write(Buffer.alloc(FRAME_BYTES, 1));
    });
    socket.write(Buffer.alloc(FRAME_BYTES, 1));
  });
  const rate = (1000 * count) / (performance.now() - begin);
  socket.destroy();
  return rate;
};
