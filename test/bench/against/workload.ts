/**
 * One piece of work, done by the build of some checkout: node workload.ts CHECKOUT NAME [ARGUMENT]. Prints how much work it was and the
 * CPU that it took, once everything is warm. What it imports of the build are the doors of the package, which stay where
 * they are when files move.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Model from '../../../model/index.ts';
import type { Protocol } from '../../../src/core/protocol.ts';
import type { Event, Server } from '../../../src/core/types.ts';
import { cpuSeconds, median } from '../measure.ts';
import { cutIn, finds, nameOf } from './cuts.ts';
import type { Measured } from './measured.ts';

const PASSES = 3;
const TORTURE_RUNS = 60;
const RANDOM_RUNS = 500;
/** The steps of these torture runs are made again and again. */
const STEPPED_RUNS = 10;
const STEPPED_TIMES = 10;

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
}

/** A door of the package that stands in the folder. */
const door = async <Module>(checkout: string, name: string): Promise<Module> => {
  const { exports } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Manifest;
  const path = exports[name]?.default;
  if (path === undefined) throw new Error(`the package in ${checkout} has no door ${name}`);
  return (await import(pathToFileURL(resolve(checkout, path)).href)) as Module;
};

const seeds = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Every step that torture runs consist of, so that each build is given events in its own words. */
const stepsOf = ({ runTorture, shippedProtocol }: typeof Model): readonly (readonly [Server, Event])[] => {
  const steps: (readonly [Server, Event])[] = [];
  const protocol: Protocol = {
    ...shippedProtocol,
    step: (server, event) => {
      steps.push([server, event]);
      return shippedProtocol.step(server, event);
    },
  };
  for (const seed of seeds(1, STEPPED_RUNS)) runTorture({ seed, protocol });
  return steps;
};

/** Does the work once and says how much it was. */
type Work = () => number;

const works: Readonly<Record<string, (model: typeof Model, argument: string | undefined) => Work>> = {
  torture:
    ({ runTorture }) =>
    () =>
      sum(seeds(1, TORTURE_RUNS).map((seed) => runTorture({ seed }).steps)),
  lockstep:
    ({ runRandom }) =>
    () =>
      runRandom({ seed: 1, runs: RANDOM_RUNS }).steps,
  cut: (model, wanted) => {
    const find = finds.find((candidate) => nameOf(candidate) === wanted);
    if (!find) throw new Error(`there is no find ${wanted}`);
    return () => {
      cutIn(model, find);
      return 1;
    };
  },
  step: (model) => {
    const steps = stepsOf(model);
    const { step } = model.shippedProtocol;
    return () => {
      for (let time = 0; time < STEPPED_TIMES; time++) for (const [server, event] of steps) step(server, event);
      return STEPPED_TIMES * steps.length;
    };
  },
};

const measure = (work: Work): Measured => {
  let done = work();
  const seconds = Array.from({ length: PASSES }, () =>
    cpuSeconds(() => {
      done = work();
    }),
  );
  return { work: done, seconds: median(seconds) };
};

const [checkout = '', name = '', argument] = process.argv.slice(2);
const work = works[name];
if (!work) throw new Error(`there is no workload ${name}`);
console.log(JSON.stringify(measure(work(await door<typeof Model>(checkout, './model'), argument))));
