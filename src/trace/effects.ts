/** Effects in a few words, one line each. */
import { effectRowOf } from '../core/extensions/effects.ts';
import type { Effect, Persist } from '../core/types.ts';
import { formatMessage } from './grammar.ts';

/** An effect as a golden script shows it, such as `persist term=1 vote=S1`. */
export const formatEffect = (effect: Effect): string => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- those of pages are rows of a table
  switch (effect.type) {
    case 'persist':
      return `persist ${persistText(effect)}`;
    case 'send':
      return `send ${effect.message.to} ${formatMessage(effect.message)}`;
    case 'apply':
      return `apply ${effect.index} ${JSON.stringify(effect.command)}`;
    case 'reply':
      return `reply ${effect.index}@${effect.term}`;
    case 'reject':
      return `reject ${effect.reason}${effect.leaderId === null ? '' : ` leader=${effect.leaderId}`}`;
    case 'restoreSnapshot': {
      const { lastIncludedIndex, lastIncludedTerm, data } = effect.snapshot;
      return `restoreSnapshot ${lastIncludedIndex}@${lastIncludedTerm} ${JSON.stringify(data)}`;
    }
    case 'armTimer':
    case 'stopTimer':
      return `${effect.type} ${effect.timer}`;
    default:
      return effectRowOf(effect).words(effect, (text) => JSON.stringify(text));
  }
};

const persistText = ({ currentTerm, votedFor, snapshot, truncateFrom, append }: Persist): string =>
  [
    ...(currentTerm === undefined ? [] : [`term=${currentTerm} vote=${votedFor ?? 'none'}`]),
    ...(snapshot ? [`snapshot ${snapshot.lastIncludedIndex}@${snapshot.lastIncludedTerm}`] : []),
    ...(truncateFrom === undefined ? [] : [`truncate ${truncateFrom}`]),
    ...(append ? [`entries ${append.firstIndex}..${append.firstIndex + append.entries.length - 1}`] : []),
  ].join(', ');
