import { z } from 'zod';

const report = z.object({
  testResults: z.array(
    z.object({
      status: z.enum(['passed', 'failed']),
      assertionResults: z.array(
        z.object({
          status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled']),
        }),
      ),
    }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts the tests of a report of vitest's JSON reporter. A file that failed without a failed test
 * (it did not load, or a hook failed) counts as one failed test, and so does an empty report: the
 * run ended before it could write one. Throws when the report is anything else.
 */
export function countTests(reportText: string): TestCounts {
  if (reportText.trim() === '') return { passed: 0, failed: 1, skipped: 0 };
  const files = report.parse(JSON.parse(reportText)).testResults;
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  const brokenFiles = files.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  return {
    passed,
    failed: failed + brokenFiles,
    skipped: statuses.length - passed - failed,
  };
}
