import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/contracts/answer.js';
import stringWidth from 'string-width';
import { forDisplay } from '../../src/cli/print.js';
import { padded, shortened, table, wrapped } from '../../src/cli/render/layout.js';
import { renderAnswer, renderSearch } from '../../src/cli/render/results.js';
import { renderFindings } from '../../src/cli/render/findings.js';
import { progressLine, renderPreview, renderSummary } from '../../src/cli/render/ingestion.js';
import { noPaint } from '../../src/cli/render/paint.js';
import { counted, dollars, time } from '../../src/cli/render/quantities.js';
import { renderSettings } from '../../src/cli/render/settings.js';
import {
  abstained,
  degradedAnswer,
  failed,
  searchResult,
  staleAnswer,
  underWay,
} from './example-results.js';

describe('an answer', () => {
  it('shows text, citations, every degradation, timings, cost and the run', () => {
    expect(renderAnswer(degradedAnswer, 'http://ui/run', noPaint)).toBe(
      [
        '입사 1년 차에는 연차 15일이 부여됩니다 [1].',
        '',
        '[1] 휴가/연차.md › 휴가 › 연차 (handbook)',
        '    “입사 1년 차에는 연차 15일이 부여됩니다.”',
        '',
        '[degraded: embed] openai: rate limited → lexical search only',
        '[degraded: generate] openai gpt-4o-mini: timed out → anthropic',
        '',
        'from the documents · confidence high · anthropic claude-haiku-4-5 · rerank skipped · 1,280 tokens, $0.00042',
        '2.4 s: lexical_search 43 ms, generate 2.1 s',
        'run  http://ui/run',
      ].join('\n'),
    );
  });

  it('says that it abstains, without a confidence or an origin', () => {
    expect(renderAnswer(abstained, undefined, noPaint)).toBe(
      [
        '[abstained] The documents do not answer this question.',
        '',
        'rerank skipped · 0 tokens, $0',
        '61 ms: lexical_search 40 ms',
      ].join('\n'),
    );
  });

  it('says that no model is configured only when none is, and not when models failed', () => {
    const extractive: Answer = { ...degradedAnswer, source: 'extractive', degraded: [] };
    expect(renderAnswer(extractive, undefined, noPaint)).toContain('No model is configured:');
    const { degraded } = degradedAnswer;
    const fallback = renderAnswer({ ...extractive, degraded }, undefined, noPaint);
    expect(fallback).not.toContain('No model');
    expect(renderAnswer(abstained, undefined, noPaint)).not.toContain('No model');
  });

  it('says why it failed and whether trying again may help', () => {
    expect(renderAnswer(failed, undefined, noPaint)).toContain(
      '[failed] openai: too many requests (rate_limit); trying again in 12 s may help',
    );
  });

  it('says how old a cached answer is and that the documents may have changed', () => {
    expect(renderAnswer(staleAnswer, undefined, noPaint)).toContain(
      'cached answer · 3 min old, perhaps out of date',
    );
  });

  it('marks sentences without support and citations whose wording is not verified', () => {
    const [citation] = degradedAnswer.citations;
    const text = 'Leave is 15 days [1]. It costs $& nothing.';
    const unsupported = [{ start: 22, end: 42, text: 'It costs $& nothing.' }];
    const shown = renderAnswer(
      {
        ...degradedAnswer,
        answer: text,
        unsupported,
        citations: [{ ...citation!, verified: false }],
      },
      undefined,
      noPaint,
    );
    expect(shown.split('\n').slice(0, 5)).toEqual([
      'Leave is 15 days [1]. ⟨?⟩ It costs $& nothing.',
      '',
      '⟨?⟩ 1 sentence without support in the documents',
      '',
      '[1] 휴가/연차.md › 휴가 › 연차 (handbook) wording not verified',
    ]);
  });

  it('marks tokens and cost that are estimated', () => {
    const { usage } = degradedAnswer;
    const stages = usage.stages.map((line) => ({ ...line, estimated: true }));
    const shown = renderAnswer(
      { ...degradedAnswer, usage: { ...usage, stages } },
      undefined,
      noPaint,
    );
    expect(shown).toContain('~1,280 tokens, ~$0.00042');
  });

  it('cannot control the terminal or forge a citation', () => {
    const [citation] = degradedAnswer.citations;
    const hostile = {
      ...degradedAnswer,
      answer: 'first line\nsecond\u001b]0;title\u0007\u001b[2J line [1]',
      citations: [{ ...citation!, document: 'a.md\n[2] forged.md\u202E' }],
    };
    const shown = renderAnswer(forDisplay(hostile), undefined, noPaint);
    expect(shown.split('\n').slice(0, 4)).toEqual([
      'first line',
      'second line [1]',
      '',
      '[1] a.md [2] forged.md › 휴가 › 연차 (handbook)',
    ]);
  });
});

describe('a search', () => {
  it('shows the fused score, the score of each leg and a dash for the leg that missed', () => {
    const [titles, row] = renderSearch(searchResult, noPaint).split('\n');
    expect(titles).toMatch(/^# {2}fused {2}lexical {2}dense {2}document/);
    expect(row).toMatch(/^1 {2}1\.234 {2}7\.500 {4}– {6}휴가\/연차\.md/);
  });

  it('shows coverage and degradations', () => {
    const shown = renderSearch(searchResult, noPaint);
    expect(shown).toContain('covers 50 % of the question');
    expect(shown).toContain('[degraded: embed]');
  });

  it('says when nothing was found', () => {
    expect(renderSearch({ ...searchResult, hits: [] }, noPaint)).toContain('Nothing was found.');
  });
});

describe('an ingestion', () => {
  it('shows a bar with counts, rate and time left', () => {
    expect(progressLine(underWay, 200, noPaint)).toBe(
      'docs ████████████░░░░░░░░░░░░ · 320/640 documents · 12.3/s · 26 s left · 1,204 passages · 1 quarantined · $0.0018',
    );
  });

  it('fits the bar into the terminal', () => {
    expect(stringWidth(progressLine(underWay, 60, noPaint))).toBeLessThanOrEqual(60);
  });

  it('says why it is parked and when it tries again', () => {
    const parked = { cause: 'openai: quota exhausted', until: '2026-01-01T10:00:00.000Z' };
    const line = progressLine({ ...underWay, phase: 'parked', parked }, 200, noPaint);
    expect(line).toMatch(/^docs parked · openai: quota exhausted; tries again at \d\d:\d\d:\d\d ·/);
  });

  it('is summed up with counts, passages, tokens, cost, time and each quarantined document', () => {
    expect(renderSummary({ ...underWay, phase: 'done', finished: 640 }, noPaint)).toBe(
      [
        '[done] docs: 600 new, 30 changed, 5 unchanged, 10 gone, 1 of them quarantined',
        '  1,204 passages written · 90,000 tokens embedded in 12 calls · $0.0018 · 26 s',
        '  ⚠ broken.md: is not UTF-8',
      ].join('\n'),
    );
  });

  it('tells how many quarantined documents it does not list', () => {
    expect(renderSummary({ ...underWay, quarantinedCount: 101 }, noPaint)).toContain(
      '… and 100 more quarantined documents',
    );
  });

  it('shows what a dry run would do and cost', () => {
    const preview = { ...underWay, tokens: 90_000, quarantinedCount: 0, quarantined: [] };
    expect(renderPreview('docs', preview, noPaint)).toBe(
      [
        'docs (dry run): 600 new, 30 changed, 5 unchanged, 10 gone, 0 quarantined',
        '  1,204 passages to write · at most 90,000 tokens to embed · $0.0018',
      ].join('\n'),
    );
  });
});

it('groups settings and shows where each came from', () => {
  const setting = { group: 'Storage', meaning: '', value: '(set)', origin: 'environment' } as const;
  const shown = renderSettings([{ ...setting, variable: 'QDRANT_API_KEY' }], noPaint);
  expect(shown).toMatch(/\nStorage\nQDRANT_API_KEY {2}\(set\) {2}environment$/);
});

it('shows what to do under each finding that is bad', () => {
  const findings = [
    { state: 'good', part: 'Node', found: '24' },
    { state: 'bad', part: 'Qdrant', found: 'is away', fix: 'start it' },
  ] as const;
  expect(renderFindings(findings, noPaint)).toBe(
    ['✓ Node    24', '✗ Qdrant  is away', '          → start it'].join('\n'),
  );
});

it('aligns columns of wide characters', () => {
  const lines = table(
    ['a', 'b'],
    [
      ['연차', '1'],
      ['ab', '2'],
    ],
    noPaint,
  ).split('\n');
  expect(lines).toEqual(['a     b', '연차  1', 'ab    2']);
});

it('cuts text to columns on one line', () => {
  expect(shortened('연차는\n15일', 6)).toBe('연차…');
  expect(shortened('short', 6)).toBe('short');
  expect(shortened('a\nb', Infinity)).toBe('a b');
  expect(padded('연차', 6)).toBe('연차  ');
});

it.each([
  ['a line that fits', 'one  two', 8, 'one  two'],
  ['a line that is too long', 'one two three', 8, 'one two\nthree'],
  ['an indented line', '    one two three', 11, '    one two\n    three'],
  ['several lines', 'one two\n\nthree four', 7, 'one two\n\nthree\nfour'],
  ['Korean, two columns a letter', '연차는 다음 해로 넘긴다', 12, '연차는 다음\n해로 넘긴다'],
  ['a word longer than a line', 'see http://127.0.0.1:8233/x', 10, 'see\nhttp://127.0.0.1:8233/x'],
  ['output to a pipe', 'one two three', Infinity, 'one two three'],
])('wraps %s', (_, text, columns, lines) => {
  expect(wrapped(text, columns)).toBe(lines);
});

it('wraps coloured text by what is visible', () => {
  const lines = wrapped('\u001b[2mone two three\u001b[22m', 7).split('\n');
  expect(lines.map((line) => stripVTControlCharacters(line))).toEqual(['one two', 'three']);
});

it.each([
  [850, '850 ms'],
  [3250, '3.2 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [200_000_000, '2 d 7 h'],
])('tells %i ms as %s', (milliseconds, text) => {
  expect(time(milliseconds)).toBe(text);
});

it.each([
  [0, '$0'],
  [12.5, '$12.50'],
  [0.1, '$0.10'],
  [0.0018, '$0.0018'],
  [0.000_000_2, '$0.00000020'],
])('tells %d dollars as %s', (value, text) => {
  expect(dollars(value)).toBe(text);
});

it('counts with a noun', () => {
  expect([counted(1, 'passage'), counted(1204, 'passage')]).toEqual([
    '1 passage',
    '1,204 passages',
  ]);
});
