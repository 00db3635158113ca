import { expect, it } from 'vitest';
import { putMarkers, takeMarkers } from '../../src/core/markers.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

it.each<[string, string, { at: number; numbers: number[] }[]]>([
  ['Yes [1].', 'Yes.', [{ at: 3, numbers: [1] }]],
  ['Yes.[1] No.', 'Yes. No.', [{ at: 4, numbers: [1] }]],
  ['Yes [1][3], no', 'Yes, no', [{ at: 3, numbers: [1, 3] }]],
  ['Yes [1, 3-5].', 'Yes.', [{ at: 3, numbers: [1, 3, 4, 5] }]],
  ['Yes [passage 2] 【3】', 'Yes', [{ at: 3, numbers: [2, 3] }]],
  ['Yes [1-900].', 'Yes.', [{ at: 3, numbers: [] }]],
  ['네 [^1].', '네.', [{ at: 1, numbers: [1] }]],
  ['`a[1]` and\n```\nb[2]\n```', '`a[1]` and\n```\nb[2]\n```', []],
  ['[1](http://a) [x] [2024]', '[1](http://a) [x] [2024]', []],
])('takes the markers out of %j', (text, clean, markers) => {
  expect(takeMarkers(text)).toEqual({ clean, markers });
});

it('puts numbers at their places, those of one place together and once', () => {
  const placed = [
    { at: 3, number: 2 },
    { at: 1, number: 1 },
    { at: 3, number: 3 },
    { at: 3, number: 2 },
  ];
  expect(putMarkers('abc.', placed)).toBe('a [1]bc [2][3].');
  expect(putMarkers('abc.', [])).toBe('abc.');
});

it('changes nothing but the markers of any text', () => {
  const random = pseudoRandom(17);
  for (let round = 0; round < 300; round += 1) {
    const text = awkwardText(random, 40);
    const { clean, markers } = takeMarkers(text);
    const letters = (value: string) => value.replace(/[\s[\]\d,]/gu, '');
    expect(letters(clean)).toBe(letters(text));
    expect(markers.every(({ at }) => at >= 0 && at <= clean.length)).toBe(true);
  }
});

it('takes huge inputs of every shape', () => {
  for (const piece of ['[', '[1', '[1]', '`', '```', ' ', '[1,', '【']) {
    expect(() => takeMarkers(piece.repeat(50_000))).not.toThrow();
  }
});
