import { z } from 'zod';
import { queueVariables, stageVariables } from './limit-variables.js';
import { embedderVariables, generatorVariables, rerankerVariables } from './provider-variables.js';
import { answerVariables, storageVariables, temporalVariables } from './service-variables.js';

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
});
export type Variables = z.output<typeof variables>;
export type VariableName = keyof Variables;
