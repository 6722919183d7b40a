// Room src/page/ui. The page in the browser.
// What may be touched here: how it looks and how it is used. It decides nothing of Raft: what it shows comes from the
// session.

/** The entry of the page. */

import { render } from 'preact';
import { App } from './App.tsx';
import './style.css';

const place = document.getElementById('app');
if (place) render(<App />, place);
