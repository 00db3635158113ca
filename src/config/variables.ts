import { z } from 'zod';
import { circuitVariables } from './circuit-variables.js';
import { generatorPrefix } from './generator-fields.js';
import { queueVariables, stageVariables } from './limit-variables.js';
import { embedderVariables, generatorVariables, rerankerVariables } from './provider-variables.js';
import {
  answerVariables,
  operationsVariables,
  proxyVariables,
  storageVariables,
  temporalVariables,
} from './service-variables.js';

/** Every variable by topic, in the order of the documentation. */
export const variableGroups = {
  Temporal: temporalVariables,
  Storage: storageVariables,
  Generators: generatorVariables,
  Embeddings: embedderVariables,
  Reranking: rerankerVariables,
  Answers: answerVariables,
  'Rates and concurrency': queueVariables,
  'Timeouts and attempts': stageVariables,
  'Circuits and adaptive rates': circuitVariables,
  Operations: operationsVariables,
  Proxies: proxyVariables,
} as const;

/** The whole configuration as variables: texts in, values out. */
export const variables = z.object({
  ...temporalVariables,
  ...storageVariables,
  ...generatorVariables,
  ...embedderVariables,
  ...rerankerVariables,
  ...answerVariables,
  ...queueVariables,
  ...stageVariables,
  ...circuitVariables,
  ...operationsVariables,
  ...proxyVariables,
});

/** Whether a variable of the environment is part of the configuration, as far as we or Temporal's clients read it. */
export function isVariable(name: string): boolean {
  return (
    name in variables.shape || name.startsWith('TEMPORAL_') || name.startsWith(generatorPrefix)
  );
}

export type Variables = z.output<typeof variables>;

/** The few that matter most, as the README lists them. */
export const essentialVariables = [
  'TEMPORAL_ADDRESS',
  'QDRANT_URL',
  'HOLDFAST_DATA_DIR',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'OPENAI_BASE_URL',
  'HOLDFAST_LOCAL_BASE_URL',
  'HOLDFAST_GENERATORS',
  'HOLDFAST_EMBEDDING_BASE_URL',
  'HOLDFAST_EMBEDDING_MODEL',
  'HOLDFAST_RERANK_PROVIDER',
  'HOLDFAST_DEADLINE',
  'HOLDFAST_GENERATE_RPS',
  'HOLDFAST_WORK',
  'HOLDFAST_WEBHOOK_URL',
] as const satisfies readonly (keyof Variables)[];

/** What can be set. */
export type VariableName =
  keyof Variables | `${typeof generatorPrefix}${string}` | `TEMPORAL_${string}`;
