import type { StageUsage } from '../contracts/failure.js';
import { costUsd, type Price } from '../core/cost.js';
import { PortError } from '../ports/port-error.js';

type Prices = Readonly<Record<string, Price>>;
const free: Price = { inputPerMillion: 0, outputPerMillion: 0 };

/** What one vendor call cost. A model without a configured price counts as free. */
export function paidCall(
  prices: Prices,
  { provider, model }: { readonly provider: string; readonly model: string },
  {
    inputTokens,
    outputTokens,
    estimated,
  }: Pick<StageUsage, 'inputTokens' | 'outputTokens' | 'estimated'>,
): StageUsage {
  const tokens = { inputTokens, outputTokens };
  const cost = costUsd(prices[`${provider}/${model}`] ?? prices[model] ?? free, tokens);
  return { provider, model, calls: 1, ...tokens, costUsd: cost, ...(estimated && { estimated }) };
}

/** The usage of a stage that bought nothing. */
export function nothingBought(of: {
  readonly provider: string;
  readonly model: string;
}): StageUsage {
  const { provider, model } = of;
  return { provider, model, calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
}

/** The same failure with the price of what was billed for it, which adapters do not know; any other error as it is. */
export function pricedFailure(prices: Prices, error: unknown): unknown {
  if (!(error instanceof PortError) || !error.usage) return error;
  const { message, cause, usage } = error;
  const priced = { ...paidCall(prices, usage, usage), calls: usage.calls };
  return new PortError(message, { ...error, cause, usage: priced });
}
