import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../../src/check/explore/explore.ts';
import type { Model, TupleModel } from '../../../src/check/explore/model.ts';
import type { ExploreReport, PropertyReport } from '../../../src/check/explore/report.ts';
import { findViolation } from '../../../src/check/liveness/liveness.ts';
import { questionOf } from '../liveness/naiveLiveness.ts';
import { asModel, type NaiveReport, naive, stepsFrom, textOf } from './naive.ts';
import { type Action, type State, symmetricModels, tupleModels } from './randomModels.ts';

/** The same numbers as the naive search, or those of an exploration that a violation has ended before. */
const expectSame = (report: ExploreReport, expected: NaiveReport): void => {
  const { distinct, generated, depth, decidedAt } = expected;
  if (report.complete) expect(report).toMatchObject({ distinct, generated, depth });
  else expect(report.stopped).toBe('violation');
  for (const property of report.properties) {
    const { name, kind, ok, path } = property;
    if (ok === null) continue;
    const isDecided = decidedAt[name] !== undefined;
    expect(ok, name).toBe(kind === 'sometimes' ? isDecided : !isDecided);
    expect(path && path.length - 1, name).toBe(decidedAt[name]);
  }
};

/** Each step of a path is one that the model has. */
const expectRealPath = <State, Action>(
  model: Model<State, Action> | TupleModel,
  { path = [] }: PropertyReport,
): void => {
  const whole = ('places' in model ? asModel(model) : model) as Model<unknown, unknown>;
  let states: readonly unknown[] = whole.initialStates;
  for (const { state } of path) {
    const asTuple = 'places' in model ? Object.values(state as object) : state;
    const reached = states.find((other) => textOf(other) === textOf(asTuple));
    expect(reached).toBeDefined();
    states = stepsFrom(whole, reached).map(({ after }) => after);
  }
};

describe('the explorer and the naive search agree', () => {
  test.each([false, true])('on models with several outcomes, bounds and properties; symmetry %s', (symmetry) => {
    fc.assert(
      fc.property(symmetricModels, (model) => {
        const report = explore(model, { symmetry });
        expectSame(report, naive(model, { symmetry }));
        for (const property of report.properties) expectRealPath(model, property);
      }),
      { numRuns: 300 },
    );
  });

  test('on tuples', () => {
    fc.assert(
      fc.property(tupleModels, (model) => {
        const report = explore(model);
        expectSame(report, naive(asModel(model)));
        for (const property of report.properties) expectRealPath(model, property);
      }),
      { numRuns: 300 },
    );
  });

  test('on what happens sooner or later', () => {
    const cases = fc.record({
      model: symmetricModels,
      sum: fc.nat(6),
      strengths: fc.array(fc.constantFrom('weak' as const, 'strong' as const), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(cases, ({ model: { name, initialStates, actions, next }, sum, strengths }) => {
        const model: Model<State, Action> = {
          name,
          initialStates,
          actions,
          next,
          properties: [
            { name: 'the sum', kind: 'eventually', holds: (state) => state[0] + state[1] + state[2] === sum },
          ],
          fairness: strengths.map((strength, process) => ({
            name: `process ${process}`,
            strength,
            includes: (action) => action.process === process,
          })),
        };
        const { graph, question } = questionOf(model, 'the sum');
        const expected = findViolation(graph, question);
        const {
          vacuous,
          properties: [property],
        } = explore(model);
        if (!property) throw new Error('the report leaves the property out');
        // where nothing ever happens, nothing is shown to hold
        expect(property.ok).toBe(expected !== undefined ? false : vacuous === null ? true : null);
        expectRealPath(model, property);
        const { path = [], loopsTo } = property;
        if (loopsTo !== undefined) expect(path.at(-1)?.state).toEqual(path[loopsTo]?.state);
      }),
      { numRuns: 300 },
    );
  });
});
