/** npm run bench [-- step log torture random explore labs] [-- --json]: rates and ratios. Nothing is asserted of them. */
import { parseArgs } from 'node:util';
import { benchExplore } from './explore.ts';
import { benchLabs } from './labs.ts';
import { benchLog } from './log.ts';
import type { Result } from './measure.ts';
import { benchRandom } from './random.ts';
import { benchStep } from './step.ts';
import { benchTorture } from './torture.ts';

const benchmarks: Readonly<Record<string, () => Result>> = {
  step: benchStep,
  log: benchLog,
  torture: benchTorture,
  random: benchRandom,
  explore: benchExplore,
  labs: benchLabs,
};

const main = (): void => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
  const wanted = positionals.length > 0 ? positionals : Object.keys(benchmarks);
  const document: Record<string, unknown> = {};
  for (const name of wanted) {
    const benchmark = benchmarks[name];
    if (!benchmark) throw new Error(`there is no benchmark ${name}, only ${Object.keys(benchmarks).join(' ')}`);
    const { numbers, lines } = benchmark();
    document[name] = numbers;
    if (!values.json) console.log([name, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
  if (values.json) console.log(JSON.stringify(document, null, 2));
};

try {
  main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
