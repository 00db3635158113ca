import { expect, it } from 'vitest';
import { normaliseMarkers, putMarkers, takeMarkers as take } from '../../src/core/markers.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

const takeMarkers = (text: string) => take(normaliseMarkers(text, 5));

it.each<[string, string, { at: number; numbers: number[] }[]]>([
  ['Yes [1].', 'Yes.', [{ at: 3, numbers: [1] }]],
  ['Yes.[1] No.', 'Yes. No.', [{ at: 4, numbers: [1] }]],
  ['Yes [1][3], no', 'Yes, no', [{ at: 3, numbers: [1, 3] }]],
  ['Yes [1, 3-5].', 'Yes.', [{ at: 3, numbers: [1, 3, 4, 5] }]],
  ['Yes [passage 2] 【3】', 'Yes', [{ at: 3, numbers: [2, 3] }]],
  ['Yes [1-900].', 'Yes.', [{ at: 3, numbers: [0] }]],
  ['네 [^1].', '네.', [{ at: 1, numbers: [1] }]],
  ['Yes【2†source】.', 'Yes.', [{ at: 3, numbers: [2] }]],
  ['Yes【4:0†source】.', 'Yes.', [{ at: 3, numbers: [0] }]],
  [
    'Yes [[2]](#two), no [3](b.md)',
    'Yes, no',
    [
      { at: 3, numbers: [2] },
      { at: 7, numbers: [3] },
    ],
  ],
  [
    'Yes [Source 1]. No [Doc. 3]',
    'Yes. No',
    [
      { at: 3, numbers: [1] },
      { at: 7, numbers: [3] },
    ],
  ],
  ['네 [출처 1](자료 2).', '네.', [{ at: 1, numbers: [1, 2] }]],
  ['Yes (sources 1 and 2).', 'Yes.', [{ at: 3, numbers: [1, 2] }]],
  ['Yes (see [1], [2]).', 'Yes.', [{ at: 3, numbers: [1, 2] }]],
  ['Yes **[1]**.', 'Yes.', [{ at: 3, numbers: [1] }]],
  [
    'Yes (1). No (2)(3), but',
    'Yes. No, but',
    [
      { at: 3, numbers: [1] },
      { at: 7, numbers: [2, 3] },
    ],
  ],
  ['Either (1) this or (2) that; figure (3).', 'Either (1) this or (2) that; figure (3).', []],
  ['Yes (12).', 'Yes (12).', []],
  [
    'It rests here¹, and there².',
    'It rests here, and there.',
    [
      { at: 13, numbers: [1] },
      { at: 24, numbers: [2] },
    ],
  ],
  ['10² mW, 3 m², 4 metres² and x³', '10² mW, 3 m², 4 metres² and x³', []],
  ['Yes <cite>1</cite> <sup>[2]</sup> <source id="3"/>.', 'Yes.', [{ at: 3, numbers: [1, 2, 3] }]],
  ['<cite index="0-1">Yes</cite>.', 'Yes.', []],
  ['[2] Yes.', 'Yes.', [{ at: 0, numbers: [2] }]],
  ['Yes ［２］.', 'Yes.', [{ at: 3, numbers: [2] }]],
  ['Yes [1, p. 7] [2: lamp.md].', 'Yes.', [{ at: 3, numbers: [1, 2] }]],
  ['Yes [1].\n\n**Sources:**\n- [1] lamp.md\n- [2] fog.md', 'Yes.', [{ at: 3, numbers: [1] }]],
  ['Yes [^1].\n\n[^1]: lamp.md, page 3', 'Yes.\n\n', [{ at: 3, numbers: [1] }]],
  ['~~~\na[1]\n~~~\nYes [1]', '~~~\na[1]\n~~~\nYes', [{ at: 16, numbers: [1] }]],
  ['`a[1]` and\n```\nb[2]\n```', '`a[1]` and\n```\nb[2]\n```', []],
  ['[x] [2024] [the guide](http://a)', '[x] [2024] [the guide](http://a)', []],
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
  expect(putMarkers('abc.', placed).text).toBe('a [1]bc [2][3].');
  expect(putMarkers('abc.', []).text).toBe('abc.');
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
