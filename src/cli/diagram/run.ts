/** What the verb `diagram` does. */

import { protocolWith } from '../../core/extensions/index.ts';
import type { Chart } from '../../diagram/chart.ts';
import { drawChartDot } from '../../diagram/dot.ts';
import { drawChartMermaid } from '../../diagram/mermaid.ts';
import { chartOf } from '../../diagram/readMachine.ts';
import { type ChartSvgOptions, drawChartSvg, svgEffort } from '../../diagram/svg.ts';
import { boxes, boxOf, extensionBoxes, overviewOf } from '../../docgen/diagram/raft.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { expectWritableFile, writeText } from '../../host/files.ts';
import { importModule, readExport } from '../../host/module.ts';
import { complain, printDocument } from '../../host/output.ts';
import { plural } from '../../text/numbers.ts';
import { jsonText } from '../../text/printable.ts';
import { readExtensions } from '../../verify/pages.ts';
import { machineIn } from './machine.ts';
import type { DiagramOptions } from './options.ts';

/** Draws Raft's machine, or that of a module. */
export const diagram = async (file: string | undefined, options: DiagramOptions): Promise<ExitCode> => {
  expectSense(file, options);
  if (options.out !== undefined) expectWritableFile('--out', options.out);
  const chart = file === undefined ? raftChart(options) : await chartIn(file, options.export);
  const text = await drawChart(chart, options, file !== undefined);
  if (options.out === undefined) printDocument(text);
  else writeText(options.out, text);
  return ExitCode.holds;
};

const expectSense = (
  file: string | undefined,
  { box, with: pages, json, format, direction, export: name }: DiagramOptions,
): void => {
  if (file !== undefined && box !== undefined) {
    throw new UsageError(`--box is about the machine of figure2, not about ${file}; leave one of the two away`);
  }
  if (file !== undefined && pages !== undefined) {
    throw new UsageError(`--with is about the machine of figure2, not about ${file}; leave one of the two away`);
  }
  if (file === undefined && name !== undefined) {
    throw new UsageError('--export says which machine of a module is meant; give the module as well');
  }
  if (json && format !== 'json' && format !== 'mermaid') {
    throw new UsageError(`--json and --format ${format} exclude each other; give one of them`);
  }
  if (direction !== undefined && format !== 'svg') {
    throw new UsageError('--direction is about SVG; give --format svg with it');
  }
};

const raftChart = ({ box, with: pages }: DiagramOptions): Chart => {
  const extensions = pages === undefined ? [] : readExtensions(pages);
  const chart = chartOf(protocolWith(extensions).machine);
  if (box === 'overview') return overviewOf(chart);
  const found = boxes.find(({ name }) => name === box) ?? extensionBoxes.find(({ name }) => name === box);
  if (found?.extension !== undefined && !extensions.includes(found.extension))
    throw new UsageError(`the box ${found.name} is an optional page; weave it in with --with ${found.extension}`);
  return found ? boxOf(chart, found) : chart;
};

const chartIn = async (file: string, name: string | undefined): Promise<Chart> => {
  const exports = await importModule(file);
  return readExport(file, 'the machine', () => chartOf(machineIn(file, exports, name)));
};

const drawChart = async (
  chart: Chart,
  { format, json, box, direction = 'right' }: DiagramOptions,
  isSomebodys: boolean,
): Promise<string> => {
  const hasActions = box !== 'overview';
  switch (json ? 'json' : format) {
    case 'json':
      return `${jsonText(chart, 2)}\n`;
    case 'dot':
      return drawChartDot(chart, { hasActions, hasDescriptions: hasActions });
    case 'svg':
      return drawSvg(chart, {
        title: chart.name,
        hasActions,
        // those of Raft are long: they are shown to who points at something
        hasDescriptions: isSomebodys,
        direction: direction === 'down' ? 'DOWN' : 'RIGHT',
      });
    case 'mermaid':
      return drawChartMermaid(chart, { hasActions, hasDescriptions: hasActions });
  }
};

/** Says what takes a while before it does, since nothing can be said meanwhile. */
const drawSvg = (chart: Chart, options: ChartSvgOptions): Promise<string> => {
  const { arrows, isLong, isListed } = svgEffort(chart, options);
  if (isLong) {
    const what = `drawing ${plural(chart.states.length - 1, 'state')} and ${plural(chart.transitions.length, 'transition')}`;
    complain(
      isListed
        ? `${what}; ${plural(arrows, 'arrow')} are too many to label: they are lines from box to box, and each is told in words in its source`
        : what,
    );
  }
  return drawChartSvg(chart, options);
};
