// The order in which vitest takes the test files: those that may take long first, so that no worker is left alone at the end.
import { BaseSequencer } from 'vitest/node';

// Paths begin like this, the longest first. A file that is in none of them takes seconds at most.
const slow = [
  'test/docs/snippets',
  'test/guides/',
  'test/cli/explore',
  'test/cli/check',
  'test/cli/grade',
  'test/conform/',
  'test/cli/conform',
  'test/grade/wire/',
  'test/page/ui/',
  'test/grade/',
  'test/docs/',
  'test/check/host/',
  'test/adversary/guests',
  'test/tooling',
  'test/cli/',
  'test/adversary/',
  'test/model/runs/',
  'test/model/counterexample/',
  'test/model/mutants/',
  'test/check/explore/',
  'test/model/',
  'test/verify/',
  'test/vitest/',
];

export class LongestFirst extends BaseSequencer {
  /** Where a run before has left times, the files of one beginning are in their order. */
  async sort(files) {
    const start = `${this.ctx.config.root}/`;
    const rank = ({ moduleId }) => {
      const place = slow.findIndex((beginning) => moduleId.startsWith(start + beginning));
      return place < 0 ? slow.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
