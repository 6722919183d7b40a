/** The keys of the page. */

import { useEffect } from 'preact/hooks';
import type { Explorer } from './explorer.ts';

/** What the keys do when no field has the focus. */
export const keyHelp = [
  ['Space', 'run or pause'],
  ['→', 'next step'],
  ['←', 'undo'],
] as const;

const actions: Readonly<Record<string, (explorer: Explorer) => void>> = {
  ' ': ({ clock }) => (clock.isRunning ? clock.pause() : clock.run()),
  ArrowRight: (explorer) => explorer.step(),
  ArrowLeft: (explorer) => explorer.undo(),
};

export const useKeys = (explorer: Explorer): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = actions[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      event.preventDefault();
      action(explorer);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [explorer]);
};

/** Fields and buttons have uses of their own for some keys. */
const isTaken = ({ target, key }: KeyboardEvent): boolean => {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, select, textarea, dialog, .scroll') !== null) return true;
  return key === ' ' && target.closest('button, summary, [role=button], a') !== null;
};
