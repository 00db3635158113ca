import { describe, expect, it } from 'vitest';
import { limitFinding } from '../../src/cli/doctor/examine-queues.js';
import { writeReason } from '../../src/core/limit-reason.js';

const queue = 'holdfast.generate.openai';
const end = Date.parse('2026-11-27T12:00:00.000Z');
const reason = writeReason({
  cause: '3 of 9 calls were refused',
  until: new Date(end).toISOString(),
});
const cap = { queue, perSecond: 2, reason, isOperated: true };

describe('what the doctor says of a limit', () => {
  it('is nothing bad while somebody stands for it', () => {
    const found = '2 per second: 3 of 9 calls were refused';
    expect(limitFinding(cap, end - 1)).toMatchObject({ state: 'info', found });
  });

  it('is bad once it should have ended, with who lifts it', () => {
    const finding = limitFinding(cap, end);
    expect(finding).toMatchObject({
      state: 'bad',
      found: expect.stringContaining('void since') as string,
    });
    expect(finding.fix).toContain('start a worker');
    expect(finding.fix).toContain(`holdfast limits auto ${queue}`);
  });

  it('is bad of a pause, with our own command where it knows the queue', () => {
    const pause = { ...cap, perSecond: 0, reason: '' };
    expect(limitFinding(pause, end)).toMatchObject({
      state: 'bad',
      found: 'paused: no reason is given',
      fix: `holdfast limits auto ${queue}`,
    });
    const others = limitFinding({ ...pause, isOperated: false }, end);
    expect(others.fix).toContain('temporal task-queue config set');
  });
});
