/** The state machine of a tortured cluster: a digest of everything that was applied, so that any difference shows. */
import { crc32c } from '../../../src/core/checksum.ts';
import type { Index, ServerId, Snapshot } from '../../../src/core/types.ts';
import type { StateAfter } from '../../properties/logs.ts';
import type { Ghost } from '../../properties/property.ts';

/** A state: how far it has come, and a digest of the commands so far. */
interface State {
  readonly index: Index;
  readonly digest: number;
}

const initial: State = { index: 0, digest: 0 };

const applied = ({ digest }: State, index: Index, command: string): State => ({
  index,
  digest: crc32c(`${digest}${command}`),
});

/** What a state is written down as. Longer than need be, so that it takes several chunks to send. */
const written = ({ index, digest }: State, length: number): string =>
  `${index}:${digest.toString(16).padStart(8, '0')}:`.padEnd(length, '.');

const read = (data: string): State => {
  const [index = '0', digest = '0'] = data.split(':');
  return { index: Number(index), digest: Number.parseInt(digest, 16) };
};

/** The state machines of all servers. */
export class Application {
  readonly #states = new Map<ServerId, State>();
  readonly #snapshotLength: number;

  constructor(snapshotLength: number) {
    this.#snapshotLength = snapshotLength;
  }

  apply(id: ServerId, index: Index, command: string): void {
    this.#states.set(id, applied(this.#states.get(id) ?? initial, index, command));
  }

  restore(id: ServerId, { data }: Snapshot): void {
    this.#states.set(id, read(data));
  }

  /** A crash loses everything that is not in a snapshot. */
  forget(id: ServerId): void {
    this.#states.delete(id);
  }

  /** The state of a server, written down. */
  snapshot(id: ServerId): { readonly index: Index; readonly data: string } {
    const state = this.#states.get(id) ?? initial;
    return { index: state.index, data: written(state, this.#snapshotLength) };
  }
}

/** What any state machine must write down after a committed prefix. Computed once for each index. */
export const statesOf = (ghost: () => Ghost, snapshotLength: number): StateAfter => {
  const states: State[] = [initial];
  return (index) => {
    for (let next = states.length; next <= index; next++) {
      const entry = ghost().committed[next];
      const before = states[next - 1];
      if (!entry || !before) return undefined;
      states.push(applied(before, next, entry.command));
    }
    const state = states[index];
    return state && written(state, snapshotLength);
  };
};
