/** The panel of a ready situation: what it is about, and its chapters. */

import { useMemo } from 'preact/hooks';
import type { Explorer } from './explorer.ts';
import { storyOf } from './readyMade.ts';

/** What a ready situation is about, and its chapters. */
export const Story = ({ explorer }: { readonly explorer: Explorer }) => {
  const { situation } = explorer.history;
  const story = useMemo(() => storyOf(situation), [situation]);
  if (!story) return null;
  const { number } = explorer.frame;
  // a chapter begins with the move that comes next, and has begun when it was made
  const current = story.chapters.findLast(({ at }) => at < number) ?? story.chapters[0];
  return (
    <section class="story" aria-label="Story">
      <h2>{story.title}</h2>
      <pre>{story.text.join('\n').trim()}</pre>
      <ol>
        {story.chapters.map((chapter) => (
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
