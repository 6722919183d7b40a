/** Clauses and commands as every verdict names them. */

import { type ClauseId, clauses } from '../../core/clauses.ts';
import { commandLine, shellWord } from '../../text/shell.ts';
import { protocolFlags } from '../protocolName.ts';

/** `SP-1 Election Safety: ... (spec/properties.md)` */
export const clauseWords = (id: ClauseId): string => `${id} ${clauses[id].title} (spec/${clauses[id].page})`;

/** The command that replays a trace. The trace says itself which optional pages are woven in. */
export const replayCommand = (file: string, protocolName: string | undefined): string =>
  commandLine(`replay ${shellWord(file)}`, { ...protocolFlags(protocolName), '--with': undefined });
