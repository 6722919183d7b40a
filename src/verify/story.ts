/** The story of a counterexample, and its picture for a terminal. */

import { showingOf } from '../../model/counterexample/scenes.ts';
import { type Telling, tellingOfShowing } from '../../model/counterexample/telling.ts';
import type { Protocol } from '../core/protocol.ts';
import { pictureOf } from '../trace/picture/picture.ts';
import { drawTerminal } from '../trace/picture/terminal.ts';
import type { Counterexample } from '../trace/recording.ts';
import { mermaidOfPicture } from './report/diagram.ts';

/** The story of a counterexample, with the diagram for a terminal, line by line. */
export interface Story {
  /** null: a goal was missed, which no single step did. */
  readonly telling: Telling | null;
  readonly diagram: readonly string[];
  /** For Mermaid; left out if there is none, or it is too large to be drawn. */
  readonly mermaid?: string;
}

export const storyOf = (
  counterexample: Pick<Counterexample, 'violation' | 'setting' | 'trace'>,
  protocol: Protocol,
): Story => {
  const { setting, violation } = counterexample;
  if (violation.property.startsWith('LP-')) return { telling: null, diagram: [] };
  const showing = showingOf(counterexample, protocol);
  const telling = tellingOfShowing(counterexample, showing, protocol);
  const picture = pictureOf(setting.servers, showing.scenes, telling);
  const mermaid = mermaidOfPicture(picture);
  const diagram = drawTerminal(picture).split('\n');
  return { telling: telling ?? null, diagram, ...(mermaid !== undefined && { mermaid }) };
};
