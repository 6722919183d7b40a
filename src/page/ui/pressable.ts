/** Makes a part of a drawing a button: for the mouse, the keyboard and a screen reader. */
export const pressable = (label: string, press: () => void, isPressed?: boolean) => ({
  role: 'button' as const,
  tabindex: 0, // SVG minds the case
  'aria-label': label,
  ...(isPressed !== undefined && { 'aria-pressed': isPressed }),
  onClick: press,
  onKeyDown: (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    press();
  },
});
