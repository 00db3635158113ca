import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from './repository-root.js';

// Stands in for npm: fails the step named in FAILING, and writes the report when the tests run.
const fakeNpm = `#!/usr/bin/env bash
code=0
for argument; do
  case $argument in
    --outputFile=*) printf '%s' "$REPORT" >"\${argument#*=}" ;;
    "$FAILING") echo 'this line goes to standard error' >&2; code=3 ;;
  esac
done
exit $code
`;

function report(...statuses: readonly string[]): string {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  const assertionResults = statuses.map((test) => ({ status: test }));
  return JSON.stringify({ testResults: [{ status, assertionResults }] });
}

let checkout: string;
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'holdfast-ci-'));
  for (const folder of ['.ci', 'bin']) await mkdir(join(checkout, folder));
  await copyFile(join(repositoryRoot, '.ci/run'), join(checkout, '.ci/run'));
  for (const shared of ['node_modules', 'scripts', 'package.json']) {
    await symlink(join(repositoryRoot, shared), join(checkout, shared));
  }
  await writeFile(join(checkout, 'bin/npm'), fakeNpm);
  await chmod(join(checkout, 'bin/npm'), 0o755);
});
afterEach(() => rm(checkout, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly lines: readonly string[];
}

function runWith(failing: string, testReport: string): Promise<Run> {
  const PATH = [join(checkout, 'bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH, FAILING: failing, REPORT: testReport };
  return new Promise((resolve) => {
    const child = execFile(join(checkout, '.ci/run'), { env, cwd: tmpdir() }, (_error, stdout) => {
      resolve({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n') });
    });
  });
}

describe('.ci/run', { timeout: 60_000 }, () => {
  it('ends with the counts and succeeds when every step does', async () => {
    const run = await runWith('', report('passed', 'passed', 'skipped'));
    expect(run.lines.at(-1)).toBe('2 passed, 0 failed, 1 skipped');
    expect(run.code).toBe(0);
  });

  it('ends with the counts and fails when a test fails', async () => {
    const run = await runWith('test', report('passed', 'failed'));
    expect(run.lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
    expect(run.lines.at(-2)).toBe('Failed: test');
    expect(run.code).toBe(1);
  });

  it.each(['format', 'types', 'lint', 'structure'])(
    'fails when %s fails, and runs the tests all the same',
    async (step) => {
      const run = await runWith(step, report('passed'));
      expect(run.lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped');
      expect(run.lines.at(-2)).toBe(`Failed: ${step}`);
      expect(run.code).toBe(1);
    },
  );

  it('stops when nothing could be installed', async () => {
    const run = await runWith('ci', report('passed'));
    expect(run.lines.at(-1)).toBe('0 passed, 0 failed, 0 skipped');
    expect(run.lines.at(-2)).toBe('Failed: install');
    expect(run.lines.join('\n')).not.toContain('=== format');
    expect(run.code).toBe(1);
  });

  it('counts a failure when the tests end without a report', async () => {
    const run = await runWith('test', '');
    expect(run.lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
    expect(run.code).toBe(1);
  });

  it('fails when the report makes no sense', async () => {
    const run = await runWith('', '{}');
    expect(run.lines.at(-2)).toBe('Failed: summary');
    expect(run.code).toBe(1);
  });
});
