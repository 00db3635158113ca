import type { StageUsage } from '../contracts/failure.js';
import { costUsd, type Price } from '../core/cost.js';

const free: Price = { inputPerMillion: 0, outputPerMillion: 0 };

/** What one vendor call cost. A model without a configured price counts as free. */
export function paidCall(
  prices: Readonly<Record<string, Price>>,
  { provider, model }: { readonly provider: string; readonly model: string },
  tokens: { readonly inputTokens: number; readonly outputTokens: number },
): StageUsage {
  const cost = costUsd(prices[model] ?? free, tokens);
  return { provider, model, calls: 1, ...tokens, costUsd: cost };
}

/** The usage of a stage that bought nothing. */
export function nothingBought(of: {
  readonly provider: string;
  readonly model: string;
}): StageUsage {
  const { provider, model } = of;
  return { provider, model, calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
}
