/**
 * Explores the worlds of pages together, of every two and of all, and writes what it finds into their ledger: those that are not measured as they are now, or
 * the named ones. With `--check` it writes nothing, explores all, or the named ones, and fails where the ledger says something else.
 *
 * Run from the top of the repository: `npm run pairs`, `npm run pairs -- --check`, `npm run pairs -- pair-no-op-read-index`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../../model/worlds/configs/config.ts';
import { type MeasuredPair, pairLedger } from '../../../model/worlds/configs/pairLedger.ts';
import { togetherConfigs } from '../../../model/worlds/configs/pairs.ts';
import { boundsDigest, ledgerPath, measurePair, renderLedger } from './ledger.ts';

const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const names = args.filter((arg) => arg !== '--check');
process.exitCode = run();

function run(): number {
  const unknown = names.find((name) => !togetherConfigs.some((config) => config.name === name));
  if (unknown !== undefined) {
    const example = togetherConfigs[0]?.name ?? '';
    process.stderr.write(
      `src/docgen/pairs/main.ts: there is no world of pages together "${unknown}"; give --check or a name such as ${example}\n`,
    );
    return 2;
  }
  let ledger: Readonly<Record<string, MeasuredPair>> = Object.fromEntries(
    togetherConfigs.flatMap(({ name }) => (pairLedger[name] ? [[name, pairLedger[name]]] : [])),
  );
  let code = 0;
  for (const config of togetherConfigs.filter(isWanted)) {
    const start = performance.now();
    const { measured, broken } = measurePair(config);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const isOff = isCheck && !isDeepStrictEqual(measured, pairLedger[config.name]);
    if (broken.length > 0 || isOff) code = 1;
    const verdict = isOff ? `the ledger says ${JSON.stringify(pairLedger[config.name] ?? null)}` : 'as it should be';
    console.log(
      `${config.name}: ${measured.distinct} states, ${measured.depth} levels, ${seconds} s; ${broken.join('; ') || verdict}`,
    );
    if (isCheck || broken.length > 0) continue;
    ledger = { ...ledger, [config.name]: measured };
    writeFileSync(ledgerPath, renderLedger(readFileSync(ledgerPath, 'utf8'), inOrder(ledger)));
  }
  if (!isCheck) writeFileSync(ledgerPath, renderLedger(readFileSync(ledgerPath, 'utf8'), inOrder(ledger)));
  return code;
}

function isWanted(config: Config): boolean {
  if (names.length > 0) return names.includes(config.name);
  return isCheck || pairLedger[config.name]?.from !== boundsDigest(config);
}

function inOrder(ledger: Readonly<Record<string, MeasuredPair>>): Readonly<Record<string, MeasuredPair>> {
  return Object.fromEntries(togetherConfigs.flatMap(({ name }) => (ledger[name] ? [[name, ledger[name]]] : [])));
}
