import { describe, expect, test } from 'vitest';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { runScript } from '../../../model/runs/scenario/stage.ts';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { History } from '../../../src/page/session/history.ts';
import { parseMove } from '../../../src/page/session/move.ts';
import { storyOf } from '../../../src/page/session/stories.ts';
import { summaryOf } from '../../../src/trace/recording.ts';
import { scenarios } from '../../scenarios/golden.ts';

describe('a golden script in the explorer', () => {
  test.each(scenarios().map((scenario) => [scenario.name, scenario] as const))(
    '%s ends as it ends there',
    (name, { file, text }) => {
      const script = parseScript(file, text);
      const { setting, moves } = storyOf(name, script);
      const read = moves.map((line) => {
        const move = parseMove(line);
        if (!move.ok) throw new Error(`${move.because}: ${line}`);
        return move.value;
      });
      const history = new History({ title: name, setting, mutant: null, seed: 1, moves: read }, shippedProtocol);
      const { frame, skipped } = history;
      const servers = Object.fromEntries(
        Object.entries(frame.posts).map(([id, { server }]) => [id, summaryOf(server)]),
      );
      expect({ skipped, servers, violations: frame.violations }).toEqual({
        skipped: 0,
        servers: runScript(script).trace.at(-1)?.servers,
        violations: [],
      });
    },
  );
});
