// Room src/page. What the page and the command line have in common: addresses, and with what the page opens.
// What may be touched here: how a session is handed over. It runs in browsers and in Node alike.

/** What the command line gives to the page that it serves: a session, and what the user's rules did in it. */

import { writeSession } from './session/document.ts';
import type { PlaySession } from './session/playSession.ts';
import type { Recorded } from './session/recorded.ts';

export interface Opening {
  /** As `writeSession` writes it. */
  readonly session: string;
  readonly recorded: Recorded | null;
}

/** The id of the element of the page that holds it. */
export const OPENING_ID = 'opening';

/** The page with something to open. What is given is data: nothing in it can end the element. */
export const withOpening = (page: string, session: PlaySession, recorded: Recorded | null): string => {
  const opening: Opening = { session: writeSession(session), recorded };
  const json = JSON.stringify(opening).replaceAll('<', String.raw`\u003c`);
  const element = `<script type="application/json" id="${OPENING_ID}">${json}</script>`;
  return page.replace('</body>', () => `${element}</body>`);
};
