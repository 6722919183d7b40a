/** How far a long run is: a bar on standard error, when that is a terminal, and otherwise nothing. */
export interface Progress {
  /** `done` of `total`, and a few words on what is being done. */
  readonly show: (done: number, total: number, words: string) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

const silent: Progress = { show: () => undefined, end: () => undefined };

export const startProgress = async (): Promise<Progress> => {
  if (!process.stderr.isTTY) return silent;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage}% {words}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(1, 0, { words: '' });
  return {
    show: (done, total, words) => {
      bar.setTotal(total);
      bar.update(Math.min(done, total), { words });
    },
    end: () => bar.stop(),
  };
};
