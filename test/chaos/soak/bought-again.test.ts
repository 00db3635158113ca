import { expect, it } from 'vitest';
import type { RequestRecord } from '../../fakes/call-log.js';
import { boughtAgain } from './bought-again.js';

const request = (at: number, inputs: readonly string[], changes: Partial<RequestRecord> = {}) =>
  ({
    route: 'embeddings',
    outcome: 'completed',
    at,
    endedAt: at + 80,
    inputs,
    ...changes,
  }) as RequestRecord;
const loss = (at: number, ...texts: readonly string[]) => ({ at, texts: new Set(texts) });

it.each<[string, readonly RequestRecord[], readonly ReturnType<typeof loss>[], number, number]>([
  ['a text of one purchase', [request(0, ['a', 'b'])], [loss(10, 'a')], 0, 0],
  ['a text that was kept', [request(0, ['a']), request(9_000, ['a'])], [loss(10, 'b')], 1, 0],
  ['a text that was lost', [request(0, ['a']), request(9_000, ['a'])], [loss(10, 'a')], 0, 1],
  [
    'a text lost once and bought three times',
    [request(0, ['a']), request(9_000, ['a']), request(9_500, ['a'])],
    [loss(10, 'a')],
    1,
    1,
  ],
  [
    'a text of a request that came to nothing',
    [request(0, ['a'], { outcome: 'aborted' }), request(9_000, ['a'])],
    [],
    0,
    0,
  ],
])('tells %s', (_, records, losses, boughtTwice, inFlight) => {
  expect(boughtAgain(records, losses)).toEqual({ boughtTwice, inFlight });
});
