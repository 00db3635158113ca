import { expect, it } from 'vitest';
import { retryAfterMs } from '../../src/core/retry-after.js';

const nowMs = Date.parse('2026-11-23T10:00:00Z');
const wait = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), nowMs);

it.each([
  ['milliseconds', { 'retry-after-ms': '120' }, 120],
  ['milliseconds before seconds', { 'retry-after-ms': '120', 'retry-after': '7' }, 120],
  ['seconds', { 'retry-after': '48' }, 48_000],
  ['fractions of a second, rounded up', { 'retry-after': '0.0015' }, 2],
  ['nothing to wait', { 'retry-after': '0' }, 0],
  ['an HTTP date', { 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, 30_000],
  ['an HTTP date gone by', { 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
  [
    'the OpenAI limit with nothing left',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-remaining-tokens': '900',
      'x-ratelimit-reset-tokens': '120ms',
    },
    360_000,
  ],
  [
    'the longer of two with nothing left',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1.5s',
    },
    1500,
  ],
  [
    'the Anthropic limit with nothing left',
    {
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-23T10:01:00Z',
    },
    60_000,
  ],
  [
    'Retry-After before any reset',
    {
      'retry-after': '1',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '9s',
    },
    1000,
  ],
])('reads %s', (_name, headers, expected) => {
  expect(wait(headers)).toBe(expected);
});

it.each([
  ['no header', {}],
  ['a word', { 'retry-after': 'soon' }],
  ['a negative number', { 'retry-after': '-5' }],
  ['a number with a unit', { 'retry-after': '5 seconds' }],
  ['infinity', { 'retry-after-ms': 'Infinity' }],
  ['a month', { 'retry-after': 'May' }],
  [
    'a reset while something is left',
    { 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '9s' },
  ],
  [
    'a reset that is garbage',
    { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': 'later' },
  ],
])('makes nothing of %s', (_name, headers) => {
  expect(wait(headers as Record<string, string>)).toBeUndefined();
});
