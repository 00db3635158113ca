import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schema } from '../../../src/adapters/sqlite/schema.js';
import { endTurn, keepTurn, takeTurn } from '../../../src/adapters/sqlite/turn.js';

const noon = Date.UTC(2030, 0, 1, 12);

function database(): DatabaseSync {
  const opened = new DatabaseSync(':memory:');
  onTestFinished(() => opened.close());
  opened.exec(schema);
  return opened;
}

describe('the turn to fill the standby', () => {
  it('is one process at a time, until it ends', () => {
    const file = database();
    expect(takeTurn(file, noon)).toBe(1);
    expect(takeTurn(file, noon + 29_999)).toBeNull();
    endTurn(file, 1);
    expect(takeTurn(file, noon + 29_999)).toBe(2);
  });

  it('is lost by silence and kept by work', () => {
    const file = database();
    takeTurn(file, noon);
    expect(keepTurn(file, 1, noon + 20_000)).toBe(true);
    expect(takeTurn(file, noon + 30_000)).toBeNull();
    expect(takeTurn(file, noon + 50_000)).toBe(2);
    expect(keepTurn(file, 1, noon + 50_001)).toBe(false);
  });

  it('cannot be ended by a process that lost it', () => {
    const file = database();
    takeTurn(file, noon);
    takeTurn(file, noon + 30_000);
    endTurn(file, 1);
    expect(takeTurn(file, noon + 30_001)).toBeNull();
  });

  it('is not held for ever when the clock was set back', () => {
    const file = database();
    takeTurn(file, noon);
    expect(takeTurn(file, noon - 3_600_000)).toBe(2);
  });
});
