/** The defects that break a clause of the box Clients. */

import type { Mutant } from '../mutant.ts';
import { takesCommands } from './takes-commands.ts';

export const clientsMutants: readonly Mutant[] = [takesCommands];
