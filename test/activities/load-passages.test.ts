import { describe, expect, it } from 'vitest';
import { passageLoader } from '../../src/activities/load-passages.js';
import type { Passage } from '../../src/contracts/passage.js';
import { outcomes } from '../../src/core/outcome.js';
import type { PassageIndex } from '../../src/ports/passage-index.js';
import { PortError } from '../../src/ports/port-error.js';

const scope = { tenant: 'acme', corpus: 'manuals' };
const { signal } = new AbortController();

function passage(id: string): Passage {
  return {
    ...{
      id,
      source: 's',
      document: 'd',
      version: 1,
      title: '',
      heading: '',
      text: `text of ${id}`,
    },
    ...{ start: 0, end: 1, tokens: 1 },
  };
}

/** A place that holds these passages, or fails; it notes what it was asked for. */
function place(held: readonly string[] | PortError) {
  const asked: (readonly string[])[] = [];
  const index: PassageIndex = {
    searchLexical: () => Promise.reject(new Error('nothing searches here')),
    async load(_scope, ids) {
      asked.push(ids);
      if (held instanceof PortError) throw held;
      return ids.filter((id) => held.includes(id)).map(passage);
    },
  };
  return { index, asked };
}

function failure(outcome: (typeof outcomes)[keyof typeof outcomes]): PortError {
  return new PortError('no', { dependency: 'qdrant', ...outcome });
}

async function idsLoaded(
  index: ReturnType<typeof place>,
  standby: ReturnType<typeof place>,
): Promise<string[]> {
  const loaded = await passageLoader(index.index, standby.index)(scope, ['a', 'b'], signal);
  return loaded.map(({ id }) => id);
}

describe('loading passages', () => {
  it('asks the index only for what the standby does not have, and keeps the order', async () => {
    const index = place(['a', 'b']);
    expect(await idsLoaded(index, place(['b']))).toEqual(['a', 'b']);
    expect(index.asked).toEqual([['a']]);
  });

  it('remembers, and asks no store a second time', async () => {
    const [index, standby] = [place(['a']), place(['b'])];
    const load = passageLoader(index.index, standby.index);
    await load(scope, ['a', 'b'], signal);
    await load(scope, ['b', 'a'], signal);
    expect([index.asked, standby.asked]).toEqual([[['a']], [['a', 'b']]]);
  });

  it('continues with the index when the standby fails, and with what it has when the index does', async () => {
    expect(await idsLoaded(place(['a', 'b']), place(failure(outcomes.busy)))).toEqual(['a', 'b']);
    expect(await idsLoaded(place(failure(outcomes.timeout)), place(['b']))).toEqual(['b']);
  });

  it('leaves out what no longer exists, and fails only when nothing could be had', async () => {
    expect(await idsLoaded(place([]), place([]))).toEqual([]);
    const away = failure(outcomes.unreachable);
    await expect(idsLoaded(place(away), place([]))).rejects.toBe(away);
  });

  it('ends with a cancellation', async () => {
    const index = place(['a', 'b']);
    const cancelled = failure(outcomes.cancelled);
    await expect(idsLoaded(index, place(cancelled))).rejects.toBe(cancelled);
    expect(index.asked).toEqual([]);
  });
});
