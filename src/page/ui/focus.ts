/** The focus of the keyboard, kept when a button goes away. */

import { useLayoutEffect, useRef } from 'preact/hooks';

const FOCUSABLE = 'button:not(:disabled), select, input:not([hidden]):not(:disabled), summary, [tabindex="0"], a[href]';

/** Where the focus was: a part of the page, and the place in it. */
interface Held {
  readonly part: Element;
  readonly place: number;
}

/**
 * Whoever presses a button by the keyboard must not lose the way when the button is gone, or can't be pressed any more: the focus goes to
 * what stands in its place, or else to the controls of time.
 */
export const useFocusKept = (): void => {
  const held = useRef<Held | null>(null);
  useLayoutEffect(() => {
    const keep = ({ target }: FocusEvent): void => {
      const part = target instanceof Element ? target.closest('main section, header') : null;
      held.current = part && target instanceof Element ? { part, place: focusableIn(part).indexOf(target) } : null;
    };
    addEventListener('focusin', keep);
    return () => removeEventListener('focusin', keep);
  }, []);
  useLayoutEffect(() => {
    const { activeElement, body } = document;
    // a button that has just been disabled loses the focus a little later
    if ((activeElement !== body && !activeElement?.matches(':disabled')) || !held.current) return;
    const { part, place } = held.current;
    const rest = part.isConnected ? focusableIn(part) : [];
    const next = rest[Math.min(Math.max(0, place), rest.length - 1)] ?? document.querySelector('.timeline .primary');
    if (next instanceof HTMLElement || next instanceof SVGElement) next.focus();
  });
};

const focusableIn = (part: Element): readonly Element[] => [...part.querySelectorAll(FOCUSABLE)];
