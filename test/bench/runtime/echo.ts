/** The process at the other end of the bare frames. */
import { echo } from './floor.ts';

await echo();
