import type { generatorNames } from './provider-variables.js';
import type { Secret } from './secret.js';
import type { Variables } from './variables.js';

/** One generator and what its adapter needs. The extractive one needs nothing and is not listed. */
export interface GeneratorConfig {
  /** Names it in settings, queues, circuits and results. */
  readonly name: string;
  /** The protocol its server speaks. */
  readonly kind: 'openai' | 'anthropic';
  readonly model: string;
  readonly baseURL: string;
  /** Null for a server that asks for none. */
  readonly apiKey: Secret | null;
  /** Tokens of passages it is given. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
}

/** The generators asked for that have what they need, in the order they are tried. */
export function generatorConfigs(set: Variables): readonly GeneratorConfig[] {
  const found = set.HOLDFAST_GENERATORS.map((name) => generatorConfig(name, set));
  return found.filter((generator) => generator !== null);
}

function generatorConfig(
  name: (typeof generatorNames)[number],
  set: Variables,
): GeneratorConfig | null {
  const room = {
    contextTokens: set.HOLDFAST_CONTEXT_TOKENS,
    maxOutputTokens: set.HOLDFAST_OUTPUT_TOKENS,
  };
  switch (name) {
    case 'openai':
      return set.OPENAI_API_KEY
        ? {
            name,
            kind: 'openai',
            model: set.HOLDFAST_OPENAI_MODEL,
            baseURL: set.OPENAI_BASE_URL,
            apiKey: set.OPENAI_API_KEY,
            ...room,
          }
        : null;
    case 'anthropic':
      return set.ANTHROPIC_API_KEY
        ? {
            name,
            kind: 'anthropic',
            model: set.HOLDFAST_ANTHROPIC_MODEL,
            baseURL: set.ANTHROPIC_BASE_URL,
            apiKey: set.ANTHROPIC_API_KEY,
            ...room,
          }
        : null;
    case 'local':
      return set.HOLDFAST_LOCAL_BASE_URL
        ? {
            name,
            kind: 'openai',
            model: set.HOLDFAST_LOCAL_MODEL,
            baseURL: set.HOLDFAST_LOCAL_BASE_URL,
            apiKey: null,
            ...room,
          }
        : null;
    case 'extractive':
      return null;
  }
}
