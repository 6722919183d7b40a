// Prints the totals of a vitest JSON report as one line; fails when the report is missing, empty or has a failure.
import { readFileSync } from 'node:fs';

const { passed, failed, skipped } = totals(process.argv[2]);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function totals(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    const suitesBroken = report.testResults.filter((file) => file.status === 'failed' && !hasFailure(file)).length;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + suitesBroken,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    console.error('the tests left no report');
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/** A file that could not be loaded has no failed test of its own, and counts as one. */
function hasFailure(file) {
  return file.assertionResults.some((result) => result.status === 'failed');
}
