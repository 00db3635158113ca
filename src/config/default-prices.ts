import type { Price } from '../core/cost.js';

/** List prices of the default models and their nearest kin, November 2026. */
export const defaultPrices: Readonly<Record<string, Price>> = {
  'gpt-4o-mini': { inputPerMillion: 0.15, outputPerMillion: 0.6 },
  'claude-haiku-4-5': { inputPerMillion: 1, outputPerMillion: 5 },
  'text-embedding-3-small': { inputPerMillion: 0.02, outputPerMillion: 0 },
  'text-embedding-3-large': { inputPerMillion: 0.13, outputPerMillion: 0 },
  'text-embedding-ada-002': { inputPerMillion: 0.1, outputPerMillion: 0 },
};
