import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkerLog } from '../../src/cli/worker-log.js';
import { registerSecret } from '../../src/core/redact.js';
import { temporaryFolder } from '../stack/temporary-folder.js';

const secret = 'a-secret-of-this-test';
const meta = {
  sdkComponent: 'activity',
  workflowId: 'question/acme/1',
  activityType: 'generateAnswer',
  attempt: 2,
  category: 'transient',
  question: 'What does the keeper earn?',
};

function logOf(as: 'json' | 'text', from: 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  return { lines, log: createWorkerLog([{ to: (line) => lines.push(line), from, as }]) };
}

describe('the log of a worker', () => {
  it('is JSON with the known fields, and no other', () => {
    const { lines, log } = logOf('json');
    log.warn('it failed', meta);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        component: 'activity',
        workflowId: 'question/acme/1',
        activity: 'generateAnswer',
        attempt: 2,
        category: 'transient',
        message: 'it failed',
      },
    ]);
  });

  it('is one short line for people', () => {
    const { lines, log } = logOf('text');
    log.warn('it failed', meta);
    log.error('it broke', { error: new Error('why') });
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d WARN {2}it failed \(question\/acme\/1, attempt 2\)$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d ERROR it broke \(Error: why\)$/),
    ]);
  });

  it('knows no secret, wherever it stands', () => {
    registerSecret(secret);
    const { lines, log } = logOf('json');
    log.warn(`not with ${secret}`, { circuit: secret, error: new Error(secret) });
    expect(lines.join()).toContain('not with [redacted]');
    expect(lines.join()).not.toContain(secret);
  });

  it('leaves out what the SDK repeats, and what it does as it should', () => {
    const { lines, log } = logOf('json');
    log.warn('Activity failed', { sdkComponent: 'worker', error: new Error('again') });
    log.info('Worker state changed', { sdkComponent: 'worker' });
    log.warn('Activity not found', { sdkComponent: 'worker' });
    expect(lines).toEqual([expect.stringContaining('Activity not found')]);
  });

  it('keeps what the SDK warns of from people, and nothing that is worse', () => {
    const { lines, log } = logOf('text');
    log.warn('Poll failed, will retry', { sdkComponent: 'core' });
    log.error('Poll failed for good', { sdkComponent: 'core' });
    expect(lines).toEqual([expect.stringContaining('for good')]);
  });

  it('goes to several places, each from its own level on', async () => {
    const file = join(await temporaryFolder(), 'logs', 'worker.log');
    const shown: string[] = [];
    const log = createWorkerLog([
      { to: { file }, from: 'info', as: 'json' },
      { to: (line) => shown.push(line), from: 'warn', as: 'text' },
    ]);
    log.info('one');
    log.warn('two');
    expect(shown).toEqual([expect.stringMatching(/two$/)]);
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('outlasts a full disk', () => {
    const shown: string[] = [];
    const log = createWorkerLog([
      { to: { file: '/dev/full' }, from: 'info', as: 'json' },
      { to: (line) => shown.push(line), from: 'info', as: 'text' },
    ]);
    log.warn('one');
    log.warn('two');
    expect(shown).toHaveLength(2);
  });
});
