import type { Rung } from '../contracts/activities.js';
import { behind, circuitNames } from './circuit-names.js';
import { queues } from '../contracts/names.js';
import type { generatorNames } from './provider-variables.js';
import type { Secret } from './secret.js';
import type { Variables } from './variables.js';

export type GeneratorName = (typeof generatorNames)[number];

/** A rung of the ladder with what its adapter needs; the extractive one needs neither. */
export interface GeneratorConfig {
  readonly rung: Rung & { readonly provider: GeneratorName };
  readonly baseURL: string | null;
  readonly apiKey: Secret | null;
}

/** The ladder: the generators asked for that have what they need, and the extractive one at the end. */
export function generatorConfigs(set: Variables): readonly GeneratorConfig[] {
  const remote = set.HOLDFAST_GENERATORS.map((name) => remoteGenerator(name, set));
  const extractive = {
    rung: rung('extractive', 'extractive', set),
    baseURL: null,
    apiKey: null,
  };
  return [...remote.filter((generator) => generator !== null), extractive];
}

function remoteGenerator(name: GeneratorName, set: Variables): GeneratorConfig | null {
  switch (name) {
    case 'openai':
      return set.OPENAI_API_KEY
        ? {
            rung: rung(name, set.HOLDFAST_OPENAI_MODEL, set, set.OPENAI_API_KEY),
            baseURL: set.OPENAI_BASE_URL,
            apiKey: set.OPENAI_API_KEY,
          }
        : null;
    case 'anthropic':
      return set.ANTHROPIC_API_KEY
        ? {
            rung: rung(name, set.HOLDFAST_ANTHROPIC_MODEL, set, set.ANTHROPIC_API_KEY),
            baseURL: set.ANTHROPIC_BASE_URL,
            apiKey: set.ANTHROPIC_API_KEY,
          }
        : null;
    case 'local':
      return set.HOLDFAST_LOCAL_BASE_URL
        ? {
            rung: rung(name, set.HOLDFAST_LOCAL_MODEL, set),
            baseURL: set.HOLDFAST_LOCAL_BASE_URL,
            apiKey: null,
          }
        : null;
    case 'extractive':
      return null;
  }
}

function rung(
  provider: GeneratorName,
  model: string,
  set: Variables,
  apiKey?: Secret,
): GeneratorConfig['rung'] {
  const remote = provider !== 'extractive';
  return {
    provider,
    model,
    queue: remote ? queues.generate(provider) : queues.main,
    circuits: remote ? behind(circuitNames.chat(provider, model), provider, apiKey ?? null) : [],
    contextTokens: set.HOLDFAST_CONTEXT_TOKENS,
    smallerContextTokens: Math.ceil(set.HOLDFAST_CONTEXT_TOKENS / 2),
    maxOutputTokens: set.HOLDFAST_OUTPUT_TOKENS,
  };
}
