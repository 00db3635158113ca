import { describe, expect, it } from 'vitest';
import { countTests } from '../../scripts/count-tests.js';

function file(status: string, ...tests: readonly string[]): object {
  return { status, assertionResults: tests.map((test) => ({ status: test })) };
}
const counts = (...files: readonly object[]) => countTests(JSON.stringify({ testResults: files }));

describe('countTests', () => {
  it('counts the tests of all files', () => {
    expect(
      counts(file('passed', 'passed', 'skipped'), file('failed', 'failed', 'passed', 'todo')),
    ).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that does not load as one failed test', () => {
    expect(counts(file('failed'), file('passed', 'passed'))).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('counts a file whose hook fails as one failed test beside those it kept from running', () => {
    expect(counts(file('failed', 'pending', 'pending'))).toEqual({
      passed: 0,
      failed: 1,
      skipped: 2,
    });
  });

  it('counts a run that ends without a report as one failed test', () => {
    expect(countTests('')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('refuses a report it does not understand', () => {
    expect(() => countTests('{"files": []}')).toThrow();
    expect(() => counts(file('passed', 'flaky'))).toThrow();
  });
});
