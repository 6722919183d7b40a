/** RPCs whose requesters wait for the reply, as labrpc's `Call` does, and who has to be told that none will come. */
import type { LabPacket } from './subject.ts';

export class Calls {
  /** Requests without a reply, by requester and number. */
  readonly #waiting = new Map<string, LabPacket>();

  /** A request sets out. */
  sent(packet: LabPacket): void {
    if (packet.type === 'request' && packet.call !== undefined) this.#waiting.set(keyOf(packet), packet);
  }

  /** Is there still somebody who waits for this reply? Always, if it answers no call. */
  admits(packet: LabPacket): boolean {
    return packet.type === 'request' || packet.call === undefined || this.#waiting.has(keyOf(packet));
  }

  /** A call has come to its end: the request, if it still waited. */
  end(packet: LabPacket): LabPacket | undefined {
    if (packet.call === undefined) return undefined;
    const key = keyOf(packet);
    const request = this.#waiting.get(key);
    this.#waiting.delete(key);
    return request;
  }

  /** A server has crashed, and its own calls with it: the requests that it will not answer any more. */
  crashed(server: number): readonly LabPacket[] {
    const requests = [...this.#waiting.values()].filter(({ from, to }) => from === server || to === server);
    for (const request of requests) this.end(request);
    return requests.filter(({ from }) => from !== server);
  }
}

const keyOf = ({ type, from, to, call }: LabPacket): string => `${type === 'request' ? from : to} ${call}`;
