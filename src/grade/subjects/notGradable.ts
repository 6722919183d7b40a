/** Why a submission can't be graded: a sentence, and below it what the compiler or the program has said. */
export class NotGradable extends Error {
  /**
   * @param sentence says why.
   * @param output what a program has printed, of which the first lines are told.
   */
  constructor(sentence: string, output = '') {
    const lines = output.split('\n').filter((line) => line.trim() !== '');
    super([sentence, ...lines.slice(0, LINES)].join('\n'));
  }
}

/** So many lines of the compiler are shown. */
const LINES = 20;
