/** The property of what clients are told. */

import type { Entry } from '../../src/core/types.ts';
import { entryAt, entryWords, termAt } from '../oracle/log.ts';
import { all, type CheckedProperty, type Finding, verdict } from './property.ts';

/**
 * SP-19: a client is answered for an entry that the answering server holds and knows to be committed. That each later leader has
 * the entry is SP-4, since what was answered counts as committed.
 */
export const answersAreCommitted = (): CheckedProperty => ({
  id: 'SP-19',
  check: ({ id, after, done, ghost }) => {
    const found: Finding[] = [];
    for (const effect of done) {
      if (effect.type !== 'reply') continue;
      const { index, term } = effect;
      const answers = `${id} answers a client for entry ${index} of term ${term}`;
      const held = termAt(after.log, index);
      const other = ghost.committed.get(index);
      if (index > after.commitIndex) {
        found.push({ because: `${answers}, and knows only ${after.commitIndex} to be committed`, clause: 'RS-L-2' });
      } else if (isOtherKind(entryAt(after.log, index))) {
        found.push({ because: `${answers}, which holds no command of a client`, clause: 'RS-L-2' });
      } else if (held !== term) {
        found.push({ because: `${answers}, and has ${entryWords(held)} there`, clause: 'RS-L-2' });
      } else {
        const because = () => `${answers}, where ${other?.by} knew an entry of term ${other?.term} to be committed`;
        found.push(verdict(other === undefined || other.term === term, because));
      }
    }
    return all(found);
  },
});

const isOtherKind = (entry: Entry | undefined): boolean => entry !== undefined && !('command' in entry);
