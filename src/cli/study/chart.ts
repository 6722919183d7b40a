/** The two plots of the election study as one SVG. */
import * as echarts from 'echarts';
import type { Plot, StudyLine } from './lines.ts';

interface Numbers {
  readonly seed: number;
  readonly trials: number;
  readonly capMs: number;
  readonly plots: readonly Plot<StudyLine>[];
}

const WIDTH = 920;
const PLOT_HEIGHT = 400;
const FONT = 'Helvetica, Arial, sans-serif';
const INK = '#333333';
/** Six colours that stay apart for colour-blind eyes too (Okabe and Ito). */
const COLORS = ['#000000', '#d55e00', '#e69f00', '#009e73', '#0072b2', '#cc79a7'];
/** The lines differ by more than their colour. */
const DASHES = ['solid', [8, 4], [2, 3], [10, 3, 2, 3], 'solid', [5, 2]] as const;

/** echarts numbers the charts of a process, and puts the number into names. */
const CHART_NUMBER = /\bzr\d+-/g;

/** Draws the share of the elections that were over after a time. Equal numbers give an equal drawing, byte for byte. */
export const drawElections = ({ trials, capMs, plots }: Numbers): string => {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: PLOT_HEIGHT * plots.length,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: INK },
    title: plots.map(({ title }, place) => ({
      text: title,
      subtext: `${trials} crashes of the leader for each line`,
      left: 60,
      top: place * PLOT_HEIGHT + 8,
      textStyle: { fontFamily: FONT, fontSize: 17, color: INK },
      subtextStyle: { fontFamily: FONT, fontSize: 13, color: INK },
    })),
    legend: plots.map(({ lines }, place) => ({
      data: lines.map(({ name }) => seriesId(place, name)),
      formatter: (id: string) => labelOf(lines, id.slice(id.indexOf(' ') + 1)),
      orient: 'vertical',
      left: WIDTH - 195,
      itemStyle: { opacity: 0 },
      top: place * PLOT_HEIGHT + 80,
      itemWidth: 36,
      itemGap: 12,
      textStyle: { fontFamily: FONT, fontSize: 14, color: INK },
    })),
    grid: plots.map((_, place) => ({
      left: 70,
      right: 215,
      top: place * PLOT_HEIGHT + 66,
      height: PLOT_HEIGHT - 130,
    })),
    xAxis: plots.map(({ minMs, maxMs }, gridIndex) => ({
      type: 'log',
      gridIndex,
      min: minMs,
      max: maxMs,
      name: 'time without a leader (ms)',
      nameLocation: 'middle',
      nameGap: 28,
      ...axisStyle,
      minorTick: { show: true, splitNumber: 10 },
      minorSplitLine: { show: true, lineStyle: { color: '#f1f1f1' } },
    })),
    yAxis: plots.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      min: 0,
      max: 100,
      interval: 20,
      name: 'elections that are over (%)',
      nameLocation: 'middle',
      nameGap: 42,
      ...axisStyle,
    })),
    series: plots.flatMap(({ lines }, place) => lines.map((line, k) => seriesOf(place, line, k, capMs))),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg.replaceAll(CHART_NUMBER, 'zr-')}\n`;
};

const axisStyle = {
  nameTextStyle: { fontFamily: FONT, fontSize: 14, color: INK },
  axisLabel: { fontFamily: FONT, fontSize: 13, color: INK },
  axisLine: { show: true, onZero: false, lineStyle: { color: INK } },
  axisTick: { show: true },
  splitLine: { show: true, lineStyle: { color: '#dddddd' } },
};

/** The legends are told apart by the number of their plot. */
const seriesId = (place: number, name: string): string => `${place} ${name}`;

const seriesOf = (place: number, { name, percentilesMs }: StudyLine, k: number, capMs: number) => ({
  type: 'line' as const,
  name: seriesId(place, name),
  xAxisIndex: place,
  yAxisIndex: place,
  symbol: 'none',
  color: COLORS[k % COLORS.length] ?? INK,
  lineStyle: { width: 2.5, type: DASHES[k % DASHES.length] as 'solid' | number[] },
  data: pointsOf(percentilesMs, capMs),
});

/** A line ends where trials were given up; one in which all were runs along the axis. */
const pointsOf = (percentilesMs: readonly number[], capMs: number): readonly (readonly [number, number])[] => {
  const points = percentilesMs.map((ms, step) => [ms, (step / (percentilesMs.length - 1)) * 100] as const);
  const reached = points.filter(([ms]) => ms < capMs);
  return reached.length > 0
    ? reached
    : [
        [1, 0],
        [capMs, 0],
      ];
};

const labelOf = (lines: readonly StudyLine[], name: string): string => {
  const isHopeless = lines.some((line) => line.name === name && line.shareWithoutLeader === 1);
  return isHopeless ? `${name} (none)` : name;
};
