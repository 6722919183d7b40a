/** What the machine gives to anybody: syncs of a file that is overwritten, and round trips of bare frames. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { disk } from '../../../src/runtime/storage/disk.ts';
import { writeZeros } from '../../../src/runtime/storage/fileSystem.ts';

const FRAME_BYTES = 128;
const FILE_BYTES = 2 ** 20;

/** How long it takes to overwrite a part of a file, durably: milliseconds, one write after the other. */
export const syncTimes = async (directory: string, seconds: number): Promise<readonly number[]> => {
  const path = join(directory, 'floor');
  const filled = await disk.open(path, 'create');
  await writeZeros(filled, 0, FILE_BYTES);
  await filled.sync();
  await filled.close();
  const file = await disk.open(path, 'writeThrough');
  const bytes = Buffer.alloc(FRAME_BYTES, 1);
  const times: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    const begin = performance.now();
    await file.write(bytes, (times.length * FRAME_BYTES) % FILE_BYTES);
    times.push(performance.now() - begin);
  }
  await file.close();
  return times;
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

/** How long a frame takes to another process and back: milliseconds, one after the other. */
export const roundTripTimes = async (port: number, seconds: number): Promise<readonly number[]> => {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  await new Promise<void>((resolve) => {
    let begin = performance.now();
    onFrame(socket, () => {
      const now = performance.now();
      times.push(now - begin);
      begin = now;
      if (now >= end) resolve();
      else socket.write(Buffer.alloc(FRAME_BYTES, 1));
    });
    socket.write(Buffer.alloc(FRAME_BYTES, 1));
  });
  socket.destroy();
  return times;
};
