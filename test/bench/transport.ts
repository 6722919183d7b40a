/** What a message costs over TCP, beside a bare frame on a socket, and what it costs to write and to read one. */
import { fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { messages } from '../../src/core/extensions/messages.ts';
import type { Message } from '../../src/core/types.ts';
import { ByteWriter } from '../../src/runtime/bytes/writer.ts';
import { silentLogger } from '../../src/runtime/logger.ts';
import { messageCodec } from '../../src/runtime/transport/codec.ts';
import type { SocketAddress } from '../../src/runtime/transport/settings.ts';
import { tcpTransport } from '../../src/runtime/transport/tcp.ts';
import { median, type Result, race, short, times } from './measure.ts';
import { frame, reply, request, wholeFrames } from './transportFrames.ts';

const ROUNDS = 9;
const ROUND_MS = 200;
const IN_FLIGHT = [1, 16, 64];

/** Sends so many things at once, and is told of the answers. */
interface Lane {
  readonly send: (count: number) => void;
  /** To be called with the number of answers that have come. */
  answered: (count: number) => void;
}

interface Rate {
  readonly perSecond: number;
  readonly microsOfCpu: number;
}

/** Round trips for a while, with so many at a time. */
const measure = async (lane: Lane, inFlight: number): Promise<Rate> => {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let trips = 0;
  let open = inFlight;
  await new Promise<void>((resolve) => {
    lane.answered = (count) => {
      trips += count;
      open -= count;
      if (performance.now() - start < ROUND_MS) {
        open += count;
        lane.send(count);
      } else if (open === 0) resolve();
    };
    lane.send(inFlight);
  });
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (1000 * trips) / (performance.now() - start), microsOfCpu: (user + system) / trips };
};

const bareLane = (socket: Socket): Lane => {
  const lane: Lane = { send: (count) => socket.write(Buffer.concat(Array(count).fill(frame))), answered: () => {} };
  const take = wholeFrames((frames) => lane.answered(frames.length / frame.length));
  socket.on('data', take);
  return lane;
};

interface Peer {
  readonly bare: SocketAddress & { readonly address: string };
  readonly transport: SocketAddress;
}

/** Rates of both, round by round in turns. */
const roundTrips = async (bare: Lane, ours: Lane) => {
  const results = [];
  for (const inFlight of IN_FLIGHT) {
    const rounds: { readonly bare: Rate; readonly ours: Rate }[] = [];
    for (let round = 0; round <= ROUNDS; round++)
      rounds.push({ bare: await measure(bare, inFlight), ours: await measure(ours, inFlight) });
    const warm = rounds.slice(1);
    const of = (pick: (round: (typeof warm)[number]) => number): number => median(warm.map(pick));
    results.push({
      inFlight,
      bare: {
        perSecond: of(({ bare: { perSecond } }) => perSecond),
        micros: of(({ bare: { microsOfCpu } }) => microsOfCpu),
      },
      ours: { perSecond: of((one) => one.ours.perSecond), micros: of((one) => one.ours.microsOfCpu) },
      ratio: of((one) => one.bare.perSecond / one.ours.perSecond),
    });
  }
  return results;
};

const overTheWire = async () => {
  const child = fork(fileURLToPath(new URL('transportPeer.ts', import.meta.url)), { execArgv: process.execArgv });
  const peer = await new Promise<Peer>((resolve) => void child.once('message', (message) => resolve(message as Peer)));
  const socket = connect({ host: '127.0.0.1', port: peer.bare.port, noDelay: true });
  const transport = tcpTransport({
    address: { host: '127.0.0.1', port: 0 },
    peers: () => peer.transport,
    logger: silentLogger,
  });
  const message = request(1);
  const ours: Lane = {
    send: (count) => {
      for (let sent = 0; sent < count; sent++) transport.send(message);
    },
    answered: () => {},
  };
  await transport.open({ cluster: 'bench', id: 'S1', peers: ['S2'] }, () => ours.answered(1));
  child.send(transport.address());
  while (transport.status().some(({ isConnected }) => !isConnected))
    await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 500)); // until the other end has dialed, too
  const results = await roundTrips(bareLane(socket), ours);
  socket.destroy();
  await transport.close();
  child.disconnect();
  return results;
};

const codecCost = (message: Message) => {
  const codec = messageCodec(messages);
  const writer = new ByteWriter();
  codec.write(writer, message);
  const body = Buffer.from(writer.written());
  const micros = race({
    write: () => {
      writer.clear();
      codec.write(writer, message);
    },
    read: () => void codec.read(body, message.from, message.to),
  });
  return { bytes: body.length, ...micros };
};

export const benchTransport = async (): Promise<Result> => {
  const codec = [
    { name: 'AppendEntries, 100 commands of 100 bytes', ...codecCost(request(100)) },
    { name: 'AppendEntries, 1 command of 100 bytes', ...codecCost(request(1)) },
    { name: 'AppendEntriesReply', ...codecCost(reply) },
  ];
  const trips = await overTheWire();
  const lines = [
    ...codec.map(
      ({ name, bytes, write, read }) =>
        `${name.padEnd(42)} ${short(bytes).padStart(6)} bytes   write ${short(write).padStart(6)} us   read ${short(read).padStart(6)} us`,
    ),
    ...trips.map(
      ({ inFlight, bare, ours, ratio }) =>
        `${`${inFlight}`.padStart(2)} in flight: ${short(bare.perSecond)} bare frames/s (${short(bare.micros)} us of CPU), ${short(ours.perSecond)} messages/s (${short(ours.micros)} us of CPU): bare ${times(ratio)} as fast`,
    ),
  ];
  return { numbers: { codec, trips }, lines };
};
