import { describe, expect, test } from 'vitest';
import { runScript } from '../../../model/runs/scenario/runner.ts';
import { parseScript } from '../../../model/runs/scenario/script.ts';
import { protocolWith } from '../../../src/core/extensions/index.ts';
import { History } from '../../../src/page/session/history.ts';
import { parseMove } from '../../../src/page/session/move.ts';
import { playScript } from '../../../src/page/session/scripts.ts';
import { summaryOf } from '../../../src/trace/recording.ts';
import { scenarios } from '../../scenarios/golden.ts';

describe('a golden script in the explorer', () => {
  test.each(scenarios().map((scenario) => [scenario.name, scenario] as const))(
    '%s ends as it ends there',
    (name, { file, text }) => {
      const script = parseScript(file, text);
      const { setting, moves } = playScript(name, script);
      const read = moves.map((line) => {
        const move = parseMove(line);
        if (!move.ok) throw new Error(`${move.because}: ${line}`);
        return move.value;
      });
      const history = new History(
        { title: name, setting, mutant: null, seed: 1, moves: read },
        protocolWith(setting.extensions),
      );
      const { frame, skipped } = history;
      const servers = Object.fromEntries(
        Object.entries(frame.nodes).map(([id, { server }]) => [id, summaryOf(server)]),
      );
      expect({ skipped, servers, violations: frame.violations }).toEqual({
        skipped: 0,
        servers: runScript(script).trace.at(-1)?.servers,
        violations: [],
      });
    },
  );
});
