import type { Answer, UsageLine } from '../contracts/answer.js';

/** US dollars per million tokens, as vendors publish it. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** What a call costs in US dollars. */
export function costUsd(
  price: Price,
  tokens: { readonly inputTokens: number; readonly outputTokens: number },
): number {
  const millionths =
    price.inputPerMillion * tokens.inputTokens + price.outputPerMillion * tokens.outputTokens;
  return millionths / 1_000_000;
}

/** The usage of a whole answer: lines of the same stage, provider and model added up, and the totals. */
export function sumUsage(lines: readonly UsageLine[]): Answer['usage'] {
  const stages = new Map<string, UsageLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.stage, line.provider, line.model]);
    const sum = stages.get(key);
    stages.set(key, sum === undefined ? { ...line } : addUsage(sum, line));
  }
  return {
    costUsd: lines.reduce((sum, line) => sum + line.costUsd, 0),
    inputTokens: lines.reduce((sum, line) => sum + line.inputTokens, 0),
    outputTokens: lines.reduce((sum, line) => sum + line.outputTokens, 0),
    stages: [...stages.values()],
  };
}

/** The usage of two calls of the same model together. */
export function addUsage<T extends Omit<UsageLine, 'stage'>>(
  sum: T,
  line: Omit<UsageLine, 'stage'>,
): T {
  return {
    ...sum,
    calls: sum.calls + line.calls,
    inputTokens: sum.inputTokens + line.inputTokens,
    outputTokens: sum.outputTokens + line.outputTokens,
    costUsd: sum.costUsd + line.costUsd,
    ...((sum.estimated || line.estimated) && { estimated: true }),
  };
}
