import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/contracts/passage.js';
import { fuse } from '../../src/core/fuse.js';
import { pseudoRandom } from './pseudo-random.js';

function hit(id: string, score: number): Candidate {
  return {
    id,
    score,
    source: 'manual',
    document: `${id}.md`,
    version: 1,
    title: id,
    heading: '',
    start: 0,
    end: 10,
    tokens: 5,
    snippet: id,
  };
}
const leg = (scores: Record<string, number>, limit = 100) => ({
  candidates: Object.entries(scores).map(([id, score]) => hit(id, score)),
  limit,
});
const ids = (candidates: readonly Candidate[]) => candidates.map(({ id }) => id);

describe('fuse', () => {
  it('weighs how far each score stands above the mean of its leg', () => {
    const dense = leg({ a: 3, b: 2, c: 1 });
    const lexical = leg({ c: 6, b: 3, a: 0 }, 3);
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
    const legs = [
      { candidates: [older], limit: 10 },
      { candidates: [newer], limit: 10 },
    ] as const;
    for (const [dense, lexical] of [legs, [legs[1], legs[0]] as const]) {
      expect(fuse({ dense, lexical, denseWeight: 0.4 })).toMatchObject([{ version: 2, start: 50 }]);
    }
  });

  it('fills the lexical list up with zeros, so a single exact hit stands out', () => {
    const [only] = fuse({ dense: leg({}), lexical: leg({ a: 7 }), denseWeight: 0.5 });
    expect(only?.score).toBeCloseTo(0.5 * Math.sqrt(99));
  });

  it('does not fill up the dense list, where every score is a match', () => {
    const [first] = fuse({ dense: leg({ a: 0.9, b: 0.7 }), lexical: leg({}), denseWeight: 1 });
    expect(first?.score).toBeCloseTo(1);
  });

  it('keeps a strong lexical order when the dense leg is noise', () => {
    const noise = leg(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, 0.5 - i / 1000])),
    );
    const lexical = leg({ right: 20, second: 9, third: 8 });
    expect(ids(fuse({ dense: noise, lexical, denseWeight: 0.4 }))[0]).toBe('right');
  });

  it.each([
    ['lexical', { lexical: leg({ c: 9, a: 8, b: 1, d: 0.5 }, 4) }],
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
      lexical: leg({ a: 5 }),
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
    expect(fuse({ dense: leg({}), lexical: leg({}, 0), denseWeight: 0.4 })).toEqual([]);
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
          dense: { candidates: order(dense), limit: 100 },
          lexical: { candidates: order(lexical), limit: 100 },
          denseWeight: 0.4,
        });
      const once = fused((hits) => hits);
      expect(fused((hits) => random.shuffled(hits))).toEqual(once);
      expect(new Set(ids(once)).size).toBe(once.length);
      expect(once.every(({ score }) => Number.isFinite(score) && score >= 0)).toBe(true);
    }
  });
});
