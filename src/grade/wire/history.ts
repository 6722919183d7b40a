/** What a run has shown of its servers so far, as the checks of the wire need it: lives, and the request behind each reply. */
import type { WireMessage } from './view.ts';

/** A moment in a sentence. */
export const at = (atMs: number): string => `at ${Number(atMs.toFixed(3))} ms`;

/** A command in a sentence. */
export const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 37)}...` : text);

/** A command is JSON where it is given to a server. Where entries hold that JSON as a text, what the text is. */
export const textOf = (json: string): string => {
  if (!/^"(?:-?\d|\\")/.test(json)) return json;
  return String(JSON.parse(json));
};

/** A request as it came to the server that answers it. */
export interface Arrival {
  readonly request: WireMessage;
  /** The highest term that the server had told until then. */
  readonly toldTerm: number;
  /** How often its disk had changed until then. */
  readonly changes: number;
}

/** What is remembered of a request for as long as its requester lives. */
export type Asked = Pick<WireMessage, 'kind' | 'term'>;

/** Something that two servers, or two lives of one, did at two moments. */
export interface WireMoment {
  readonly server: number;
  readonly life: number;
  readonly atMs: number;
}

export class WireHistory {
  /** How many servers there are. */
  servers = 0;
  readonly #lives = new Map<number, number>();
  /** What the requesters have asked in their lives, by requester and call. */
  readonly #asked = new Map<string, Asked>();
  /** Requests that a server has to answer, by server, requester and call. */
  readonly #arrived = new Map<string, Arrival[]>();
  /** The last request that came to a server from another: what is answered where calls have no numbers. */
  readonly #last = new Map<string, Arrival>();

  /** A server begins anew: its calls are numbered anew too. */
  booted(server: number): void {
    this.#lives.set(server, this.lifeOf(server) + 1);
    forget(this.#asked, `${server} `);
    this.#forgetArrivals(server);
  }

  crashed(server: number): void {
    this.#forgetArrivals(server);
  }

  lifeOf(server: number): number {
    return this.#lives.get(server) ?? 0;
  }

  sent(request: WireMessage): void {
    const { from, call, kind, term } = request;
    if (call !== undefined) this.#asked.set(`${from} ${call}`, { kind, term });
  }

  /** What a reply to this call answers. */
  askedBy(requester: number, call: number | undefined): Asked | undefined {
    return this.#asked.get(`${requester} ${call}`);
  }

  arrived(arrival: Arrival): void {
    const { from, to, call } = arrival.request;
    this.#last.set(`${to} ${from}`, arrival);
    if (call === undefined) return;
    const key = `${to} ${from} ${call}`;
    this.#arrived.set(key, [...(this.#arrived.get(key) ?? []), arrival]);
  }

  /** What a reply that leaves now answers; undefined: nothing that is known, or one of several. */
  answered(server: number, requester: number, call: number | undefined): Arrival | undefined {
    if (call === undefined) return this.#last.get(`${server} ${requester}`);
    const key = `${server} ${requester} ${call}`;
    const [first, ...others] = this.#arrived.get(key) ?? [];
    const isOne = others.every(
      ({ request: { kind, term } }) => kind === first?.request.kind && term === first.request.term,
    );
    if (isOne && others.length > 0) this.#arrived.set(key, others);
    else this.#arrived.delete(key);
    return isOne ? first : undefined;
  }

  #forgetArrivals(server: number): void {
    forget(this.#arrived, `${server} `);
    forget(this.#last, `${server} `);
  }
}

const forget = (map: Map<string, unknown>, prefix: string): void => {
  for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
};
