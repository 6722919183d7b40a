/** Plays the pictures of a page, step by step: the page's only script, which asks for nothing and keeps nothing. */
import { createHash } from 'node:crypto';

/** Without it a page shows its pictures whole. */
export const playerScript = `
'use strict';
for (const run of document.querySelectorAll('[data-reaches]')) {
  const svg = run.querySelector('svg');
  const steps = Array.from(run.querySelectorAll('ol > li'));
  const reaches = JSON.parse(run.dataset.reaches);
  const slider = run.querySelector('input');
  const said = run.querySelector('output');
  const play = run.querySelector('[data-do=play]');
  let at = steps.length;
  let timer = 0;
  const show = (step) => {
    at = Math.min(Math.max(step, 1), steps.length);
    svg.style.clipPath = at === steps.length ? '' : 'inset(0 0 ' + 100 * (1 - reaches[at - 1]) + '% 0)';
    slider.value = at;
    said.textContent = at + ' of ' + steps.length + ': ' + steps[at - 1].textContent;
    steps.forEach((step, place) => {
      if (place === at - 1) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    });
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  };
  const tick = () => {
    show(at + 1);
    if (at === steps.length) pause();
  };
  const actions = {
    first: () => show(1),
    back: () => show(at - 1),
    forward: () => show(at + 1),
    last: () => show(steps.length),
    play: () => {
      if (at === steps.length) show(1);
      timer = setInterval(tick, 1000);
      play.textContent = 'Pause';
    },
  };
  const act = (name) => {
    const wasPlaying = timer !== 0;
    pause();
    if (name !== 'play' || !wasPlaying) actions[name]();
  };
  for (const button of run.querySelectorAll('button')) button.addEventListener('click', () => act(button.dataset.do));
  slider.addEventListener('input', () => {
    pause();
    show(Number(slider.value));
  });
  const keys = { ArrowRight: 'forward', ArrowLeft: 'back', Home: 'first', End: 'last', ' ': 'play' };
  run.addEventListener('keydown', (event) => {
    const name = keys[event.key];
    const isTaken = event.ctrlKey || event.metaKey || event.altKey || event.target.closest('summary, input') !== null;
    if (!name || isTaken || (event.key === ' ' && event.target.closest('button') !== null)) return;
    event.preventDefault();
    act(name);
  });
  run.querySelector('[role=group]').hidden = false;
  run.tabIndex = 0;
  show(steps.length);
}
`;

/** What a content security policy calls the script. */
export const playerHash = `sha256-${createHash('sha256').update(playerScript).digest('base64')}`;
