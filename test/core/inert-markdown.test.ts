import { expect, it } from 'vitest';
import { inertMarkdown } from '../../src/core/inert-markdown.js';
import { awkwardText, pseudoRandom } from './pseudo-random.js';

it.each([
  ['Look ![chart](https://evil.example/p?q=1) here', 'Look chart here'],
  ['Look ![chart][ref] here', 'Look chart here'],
  ['See [the guide](https://a.example/b "Guide").', 'See the guide (`https://a.example/b`).'],
  ['[run](javascript:alert(1)) [x](data:text/html;base64,AA)', '[run] (javascript:alert(1)) x'],
  ['[![a](http://i.example/i)](http://l.example)', 'a (`http://l.example`)'],
  [
    '<https://a.example/x> or http://b.example/y.',
    '`https://a.example/x` or `http://b.example/y`.',
  ],
  ['자세한 것은 https://a.example/c를 보세요.', '자세한 것은 `https://a.example/c`를 보세요.'],
  ['[ref]: http://evil.example', '[ref] : `http://evil.example`'],
  ['a<br>b <b>c</b><script>steal()</script>', 'a\nb c '],
  ['<img src=x onerror="steal()"> text', ' text'],
  ['<<img src=x>img src=y>', '‹img src=y>'],
  ['<svg/onload=steal()>', '‹svg/onload=steal()>'],
  ['List<String>, 1 < 2 and a <- b', 'List‹String>, 1 < 2 and a <- b'],
  ['before <!-- hidden --> after', 'before   after'],
  ['a marker [1](#s1) stays', 'a marker [1] stays'],
])('makes %j inert', (markdown, text) => {
  expect(inertMarkdown(markdown)).toBe(text);
});

it.each([
  'Run `curl http://a.example/<id>` now',
  '```html\n<img src="http://a.example">\n![x](y)\n```\n',
  '- step\n\n  ```sh\n  echo <b>\n  ```\n',
])('leaves code as it is: %j', (markdown) => {
  expect(inertMarkdown(markdown)).toBe(markdown);
});

it.each([
  ['an escaped backtick', '\\`![x](http://evil.example)\\`'],
  ['a code block that ends with its list item', '- a\n\n  ```\n  b\n![x](http://evil.example)\n'],
  ['a code span that a table cell cuts', '| `a | ![x](http://evil.example) ` |'],
  ['a backtick that never closes', 'a ` b ![x](http://evil.example)'],
])('is not deceived by %s', (_, markdown) => {
  expect(inertMarkdown(markdown)).not.toMatch(/\]\(/u);
});

it('leaves nothing active outside of code, whatever the text', () => {
  const random = pseudoRandom(23);
  const active = [
    '![a](http://e.example)',
    '[b](x)',
    '<img src=q>',
    '<',
    '](',
    '![',
    '<!--',
    '<script>',
  ];
  for (let round = 0; round < 300; round += 1) {
    const pieces = Array.from({ length: 12 }, () =>
      random.below(2) === 0 ? awkwardText(random, 2) : (active[random.below(active.length)] ?? ''),
    );
    const text = inertMarkdown(pieces.join('').replaceAll('`', ''));
    expect(text.replace(/~~~[\s\S]*?(?:~~~|$)/gu, '').replace(/`[^`\n]*`/gu, '')).not.toMatch(
      /\]\(|<[a-z/!]/iu,
    );
  }
});

it('takes huge inputs of every shape', () => {
  for (const piece of ['[', '![', '](', '<!--', '<script', '`', '[a](', 'http://', '<', ' ']) {
    expect(() => inertMarkdown(piece.repeat(50_000))).not.toThrow();
  }
});
