import { expect, it } from 'vitest';
import type { UsageLine } from '../../src/contracts/answer.js';
import { costUsd, sumUsage } from '../../src/core/cost.js';

const line = (fields: Partial<UsageLine>): UsageLine => ({
  stage: 'generate',
  provider: 'openai',
  model: 'gpt-4o-mini',
  calls: 1,
  inputTokens: 1000,
  outputTokens: 100,
  costUsd: 0.25,
  ...fields,
});

it('prices input and output per million tokens', () => {
  const price = { inputPerMillion: 0.15, outputPerMillion: 0.6 };
  expect(costUsd(price, { inputTokens: 2_000_000, outputTokens: 500_000 })).toBeCloseTo(0.6);
  expect(costUsd(price, { inputTokens: 0, outputTokens: 0 })).toBe(0);
});

it('adds up calls of the same stage, provider and model and keeps others apart', () => {
  const usage = sumUsage([
    line({}),
    line({ stage: 'embed', model: 'text-embedding-3-small', outputTokens: 0, costUsd: 0.5 }),
    line({ calls: 2 }),
    line({ provider: 'anthropic' }),
  ]);
  expect(usage.stages).toEqual([
    line({ calls: 3, inputTokens: 2000, outputTokens: 200, costUsd: 0.5 }),
    line({ stage: 'embed', model: 'text-embedding-3-small', outputTokens: 0, costUsd: 0.5 }),
    line({ provider: 'anthropic' }),
  ]);
  expect(usage).toMatchObject({ costUsd: 1.25, inputTokens: 4000, outputTokens: 300 });
});

it('is zero when nothing was bought', () => {
  expect(sumUsage([])).toEqual({ costUsd: 0, inputTokens: 0, outputTokens: 0, stages: [] });
});

it('leaves the lines it was given as they were', () => {
  const first = line({});
  sumUsage([first, line({})]);
  expect(first).toEqual(line({}));
});
