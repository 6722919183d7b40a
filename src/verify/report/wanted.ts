/** Which reports can be asked for, and where they go. */

/** The formats that continuous integration reads. */
export const reportNames = ['github', 'junit', 'sarif'] as const;
export type ReportName = (typeof reportNames)[number];

/** A report that was asked for. */
export interface WantedReport {
  readonly name: ReportName;
  /** Left out: standard output; for `github`, the summary of the job. */
  readonly file?: string;
}
