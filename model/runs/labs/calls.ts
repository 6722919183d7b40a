/** RPCs whose requesters wait for the reply, as labrpc's `Call` does, and who has to be told that none will come. */
import type { LabPacket } from './subject.ts';

export class Calls {
  /** Requests without a reply, by requester and number. */
  readonly #waiting = new Map<string, LabPacket>();

  /** Those of them whose reply is under way. */
  readonly #answered = new Set<string>();

  /** A request sets out, or the reply to one. */
  sent(packet: LabPacket): void {
    if (packet.call === undefined) return;
    if (packet.type === 'request') this.#waiting.set(keyOf(packet), packet);
    else if (this.#waiting.has(keyOf(packet))) this.#answered.add(keyOf(packet));
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
    this.#answered.delete(key);
    return request;
  }

  /**
   * A server has crashed, and its own calls with it: the requests that it will not answer any more. Its replies that are under way
   * are lost with it or not.
   */
  crashed(server: number, keepsReplies: boolean): readonly LabPacket[] {
    const requests = [...this.#waiting.values()].filter(
      (request) =>
        request.from === server || (request.to === server && !(keepsReplies && this.#answered.has(keyOf(request)))),
    );
    for (const request of requests) this.end(request);
    return requests.filter(({ from }) => from !== server);
  }
}

const keyOf = ({ type, from, to, call }: LabPacket): string => `${type === 'request' ? from : to} ${call}`;
