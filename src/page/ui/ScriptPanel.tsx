/** The panel of a ready session: what it is about, and its chapters. */

import { useMemo } from 'preact/hooks';
import type { Explorer } from './explorer.ts';
import { scriptOf } from './readyMade.ts';

/** What a ready session is about, and its chapters. */
export const ScriptPanel = ({ explorer }: { readonly explorer: Explorer }) => {
  const { session } = explorer.history;
  const script = useMemo(() => scriptOf(session), [session]);
  if (!script) return null;
  const { number } = explorer.frame;
  // a chapter begins with the move that comes next, and has begun when it was made
  const current = script.chapters.findLast(({ at }) => at < number) ?? script.chapters[0];
  return (
    <section class="script" aria-label="Golden script">
      <h2>{script.title}</h2>
      <pre>{script.text.join('\n').trim()}</pre>
      <ol>
        {script.chapters.map((chapter) => (
          <li key={`${chapter.at} ${chapter.title}`}>
            <button
              type="button"
              class="link"
              aria-current={chapter === current ? 'step' : undefined}
              onClick={() => explorer.goTo(chapter.at)}
            >
              {chapter.title}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
};
