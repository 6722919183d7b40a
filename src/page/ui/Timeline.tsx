/** The panel of time: going back and on, and letting it run. */

import { formatTimedMove } from '../session/move.ts';
import { speeds } from './clock.ts';
import type { Explorer } from './explorer.ts';
import { keyHelp } from './keys.ts';
import { milliseconds } from './words.ts';

/** Going back and on, letting it run, and where in all of it we are. */
export const Timeline = ({ explorer }: { readonly explorer: Explorer }) => {
  const { history, frame, clock } = explorer;
  const last = history.path.length - 1;
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="row">
        <button type="button" disabled={!history.canUndo} onClick={() => explorer.undo()}>
          Undo
        </button>
        <button type="button" class="primary" onClick={() => (clock.isRunning ? clock.pause() : clock.run())}>
          {clock.isRunning ? 'Pause' : 'Run'}
        </button>
        <button type="button" onClick={() => explorer.step()}>
          Step
        </button>
        <button type="button" disabled={!history.canRedo} onClick={() => explorer.redo()}>
          Redo
        </button>
        <Speed explorer={explorer} />
      </div>
      <div class="row">
        <input
          type="range"
          aria-label="Frame"
          aria-valuetext={`move ${frame.number} of ${last}: ${frame.line || 'the beginning'}`}
          min={0}
          max={last}
          value={frame.number}
          onInput={({ currentTarget }) => explorer.goTo(Number(currentTarget.value))}
        />
        <output>
          move {frame.number} of {last}, {milliseconds(clock.nowMs)}
        </output>
      </div>
      <Branches explorer={explorer} />
      <p class="line" aria-live={clock.isRunning ? 'off' : 'polite'}>
        {frame.line || 'The beginning: all servers are down.'}
      </p>
      <details class="keys">
        <summary>Keys</summary>
        <dl>
          {keyHelp.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
};

const Speed = ({ explorer }: { readonly explorer: Explorer }) => {
  const { clock } = explorer;
  const set = (place: number): void =>
    explorer.update(() => {
      clock.speed = speeds[place] ?? clock.speed;
    });
  return (
    <label class="speed">
      Speed
      <input
        type="range"
        min={0}
        max={speeds.length - 1}
        value={speeds.indexOf(clock.speed)}
        aria-valuetext={`${clock.speed} virtual milliseconds a second`}
        onInput={({ currentTarget }) => set(Number(currentTarget.value))}
      />
      <output>{clock.speed} ms/s</output>
    </label>
  );
};

/** Where something else was done here before: the ways to go on. */
const Branches = ({ explorer }: { readonly explorer: Explorer }) => {
  const { branches, forks } = explorer.history;
  const elsewhere = forks.filter((number) => number !== explorer.frame.number);
  if (branches.length < 2 && elsewhere.length === 0) return null;
  return (
    <div class="row branches">
      {branches.length > 1 &&
        branches.map(({ frame, isChosen }, place) => (
          <button
            key={`${frame.nowMs} ${frame.line}`}
            type="button"
            aria-pressed={isChosen}
            onClick={() => explorer.choose(place)}
          >
            {frame.by && formatTimedMove(frame.by)}
          </button>
        ))}
      {elsewhere.map((number) => (
        <button key={number} type="button" class="fork" onClick={() => explorer.goTo(number)}>
          fork at {number}
        </button>
      ))}
    </div>
  );
};
