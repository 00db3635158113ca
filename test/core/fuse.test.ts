import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/contracts/passage.js';
import type { LegResult } from '../../src/contracts/question-activities.js';
import { fuse, legOf } from '../../src/core/fuse.js';
import { pseudoRandom } from './pseudo-random.js';

function hit(id: string, score: number): Candidate {
  return {
    id,
    score,
    source: 'manual',
    document: `${id}.md`,
    version: 1,
    start: 0,
    end: 10,
    tokens: 5,
  };
}
const hits = (scores: Record<string, number>) =>
  Object.entries(scores).map(([id, score]) => hit(id, score));
const leg = (scores: Record<string, number>) => legOf(hits(scores), 100);
/** Of a lexical search that looked for so many. */
const words = (scores: Record<string, number>, limit = 100) => legOf(hits(scores), 100, limit);
const ids = (candidates: readonly Candidate[]) => candidates.map(({ id }) => id);

describe('fuse', () => {
  it('weighs how far each score stands above the mean of its leg', () => {
    const dense = leg({ a: 3, b: 2, c: 1 });
    const lexical = words({ c: 6, b: 3, a: 0 }, 3);
    const z = Math.sqrt(1.5);
    const fused = fuse({ dense, lexical, denseWeight: 0.4 });
    expect(ids(fused)).toEqual(['c', 'a', 'b']);
    expect(fused.map(({ score }) => score)).toEqual([
      expect.closeTo(0.6 * z),
      expect.closeTo(0.4 * z),
      0,
    ]);
  });

  it('takes a passage as the leg found it that saw the newer version of its document', () => {
    const older = { ...hit('a', 2), start: 10 };
    const newer = { ...hit('a', 0.9), version: 2, start: 50 };
    const legs = [legOf([older], 10), legOf([newer], 10)] as const;
    for (const [dense, lexical] of [legs, [legs[1], legs[0]] as const]) {
      expect(fuse({ dense, lexical, denseWeight: 0.4 })).toMatchObject([{ version: 2, start: 50 }]);
    }
  });

  it('fills the lexical list up with zeros, so a single exact hit stands out', () => {
    const [only] = fuse({ dense: leg({}), lexical: words({ a: 7 }), denseWeight: 0.5 });
    expect(only?.score).toBeCloseTo(0.5 * Math.sqrt(99));
  });

  it('weighs the hits that are kept by all that were looked at', () => {
    const all = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`p${i}`, 50 - i]));
    const { candidates, ...whole } = leg(all);
    const short = legOf(hits(all), 20);
    expect(short).toEqual({ candidates: candidates.slice(0, 20), ...whole });
    const top = (dense: LegResult) => fuse({ dense, denseWeight: 1 }).slice(0, 20);
    expect(top(short)).toEqual(top(leg(all)));
  });

  it('does not fill up the dense list, where every score is a match', () => {
    const [first] = fuse({ dense: leg({ a: 0.9, b: 0.7 }), lexical: words({}), denseWeight: 1 });
    expect(first?.score).toBeCloseTo(1);
  });

  it('keeps a strong lexical order when the dense leg is noise', () => {
    const noise = leg(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, 0.5 - i / 1000])),
    );
    const lexical = words({ right: 20, second: 9, third: 8 });
    expect(ids(fuse({ dense: noise, lexical, denseWeight: 0.4 }))[0]).toBe('right');
  });

  it.each([
    ['lexical', { lexical: words({ c: 9, a: 8, b: 1, d: 0.5 }, 4) }],
    ['dense', { dense: leg({ c: 0.9, a: 0.8, b: 0.2, d: 0.1 }) }],
  ])('keeps the order of the %s leg when it stands alone, whatever its weight', (_, legs) => {
    for (const denseWeight of [0, 0.4, 1]) {
      const fused = fuse({ ...legs, denseWeight });
      expect(ids(fused)).toEqual(['c', 'a', 'b', 'd']);
      expect(fused[0]?.score).toBeGreaterThan(0);
    }
  });

  it('lists a passage found by both legs once, with the score of each', () => {
    const fused = fuse({
      dense: leg({ a: 0.9, b: 0.1 }),
      lexical: words({ a: 5 }),
      denseWeight: 0.4,
    });
    expect(fused).toHaveLength(2);
    expect(fused[0]).toMatchObject({ id: 'a', denseScore: 0.9, lexicalScore: 5 });
    expect(fused[1]).toMatchObject({ id: 'b', denseScore: 0.1, lexicalScore: null });
  });

  it('orders equal scores by id', () => {
    const dense = leg({ c: 0.5, a: 0.5, b: 0.5 });
    const fused = fuse({ dense, denseWeight: 0.4 });
    expect(ids(fused)).toEqual(['a', 'b', 'c']);
    expect(fused.every(({ score }) => score === 0)).toBe(true);
  });

  it('gives an empty list for no legs, and for empty ones', () => {
    expect(fuse({ denseWeight: 0.4 })).toEqual([]);
    expect(fuse({ dense: leg({}), lexical: words({}, 0), denseWeight: 0.4 })).toEqual([]);
  });

  it('gives the same result in whatever order the legs list their hits', () => {
    const random = pseudoRandom(7);
    for (let round = 0; round < 50; round += 1) {
      const some = () =>
        Array.from({ length: random.below(30) }, () =>
          hit(`p${random.below(40)}`, random.below(9) / 7),
        );
      const [dense, lexical] = [some(), some()];
      const fused = (order: (hits: Candidate[]) => Candidate[]) =>
        fuse({
          dense: legOf(order(dense), 100),
          lexical: legOf(order(lexical), 100, 100),
          denseWeight: 0.4,
        });
      const once = fused((hits) => hits);
      expect(fused((hits) => random.shuffled(hits))).toEqual(once);
      expect(new Set(ids(once)).size).toBe(once.length);
      expect(once.every(({ score }) => Number.isFinite(score) && score >= 0)).toBe(true);
    }
  });
});
