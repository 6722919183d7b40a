/** What takes too long for each run of the tests: it is skipped, and says so, but at night, with FIGURE2_NIGHTLY=1. */

export const isNightly = process.env['FIGURE2_NIGHTLY'] === '1';
