import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../../src/adapters/sqlite/schema.js';
import { releaseLease, renewLease, acquireLease } from '../../../src/adapters/sqlite/lease.js';

const noon = Date.UTC(2030, 0, 1, 12);

function database(): DatabaseSync {
  const opened = new DatabaseSync(':memory:');
  onTestFinished(() => opened.close());
  opened.exec(schema);
  return opened;
}

describe('the lease to fill the standby', () => {
  it('is one process at a time, until it ends', () => {
    const file = database();
    expect(acquireLease(file, noon)).toBe(1);
    expect(acquireLease(file, noon + 29_999)).toBeNull();
    releaseLease(file, 1);
    expect(acquireLease(file, noon + 29_999)).toBe(2);
  });

  it('is lost by silence and kept by work', () => {
    const file = database();
    acquireLease(file, noon);
    expect(renewLease(file, 1, noon + 20_000)).toBe(true);
    expect(acquireLease(file, noon + 30_000)).toBeNull();
    expect(acquireLease(file, noon + 50_000)).toBe(2);
    expect(renewLease(file, 1, noon + 50_001)).toBe(false);
  });

  it('cannot be ended by a process that lost it', () => {
    const file = database();
    acquireLease(file, noon);
    acquireLease(file, noon + 30_000);
    releaseLease(file, 1);
    expect(acquireLease(file, noon + 30_001)).toBeNull();
  });

  it('is not held for ever when the clock was set back', () => {
    const file = database();
    acquireLease(file, noon);
    expect(acquireLease(file, noon - 3_600_000)).toBe(2);
  });
});
