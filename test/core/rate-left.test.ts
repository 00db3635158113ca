import { expect, it } from 'vitest';
import { rateLeft } from '../../src/core/rate-left.js';

const now = Date.parse('2026-11-27T12:00:00Z');
const read = (headers: Record<string, string>, tokens = 100) =>
  rateLeft(new Headers(headers), tokens, now);

it('reads what OpenAI says: calls, a share, and what comes back', () => {
  const left = read({
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': '5',
    'x-ratelimit-reset-requests': '19s',
  });
  expect(left).toEqual({ share: 0.05, calls: 5, perSecond: 5, wholeInMs: 19_000 });
});

it('counts tokens as calls like the one that was answered, and takes the scarcer limit', () => {
  const left = read({
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': '90',
    'x-ratelimit-reset-requests': '6s',
    'x-ratelimit-limit-tokens': '10000',
    'x-ratelimit-remaining-tokens': '1000',
    'x-ratelimit-reset-tokens': '1m30s',
  });
  expect(left).toEqual({ share: 0.1, calls: 10, perSecond: 1, wholeInMs: 90_000 });
});

it('reads what Anthropic says, whose reset is a time', () => {
  const left = read({
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-remaining': '0',
    'anthropic-ratelimit-requests-reset': '2026-11-27T12:00:10Z',
  });
  expect(left).toEqual({ share: 0, calls: 0, perSecond: 5, wholeInMs: 10_000 });
});

it.each([
  ['nothing', {}],
  ['no limit', { 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '1s' }],
  [
    'garbage',
    {
      'x-ratelimit-limit-requests': 'many',
      'x-ratelimit-remaining-requests': '5',
      'x-ratelimit-reset-requests': 'soon',
    },
  ],
])('knows nothing where headers say %s', (_, headers) => {
  expect(read(headers)).toBeUndefined();
});
