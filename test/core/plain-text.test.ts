import { expect, it } from 'vitest';
import { plainText } from '../../src/core/plain-text.js';

it.each([
  ['**Holdfast** _retries_ *three* times', 'Holdfast _retries_ three times'],
  ['__Holdfast__ keeps snake_case and my__name', 'Holdfast keeps snake_case and my__name'],
  [
    'See [the guide](docs/guide.md "x") and [it](a.md).',
    'See [the guide](docs/guide.md "x") and it.',
  ],
  ['![logo](logo.png) Text', 'Text'],
  ['Seoul is big.[3] Busan [12] too.', 'Seoul is big. Busan too.'],
  ['a<br>b <b>c</b>', 'a b c'],
  ['1 < 2 and 2 * 3 * 4', '1 < 2 and 2 * 3 * 4'],
  ['| retries | 3 |', 'retries, 3'],
  ['Metrics are:\n- rate\n- latency', 'Metrics are: rate; latency'],
  ['Run `npm test` now', 'Run `npm test` now'],
  ['It may be `<required>` or `[1]` or `**`.', 'It may be `<required>` or `[1]` or `**`.'],
  ['See [`<Tag>`](#tag) and ``a `b` <c>``.', 'See `<Tag>` and ``a `b` <c>``.'],
  ['| `<a>` | `<b>` |', '`<a>`, `<b>`'],
  ['Read <!-- not this --> on', 'Read on'],
  ['Apply in time.\n2. Wait;\n3. Go', 'Apply in time. Wait; Go'],
  ['두 줄로\n나뉜 문장', '두 줄로 나뉜 문장'],
])('reads %j as %j', (markdown, text) => {
  expect(plainText(markdown)).toBe(text);
});
