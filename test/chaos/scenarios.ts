import type { Scenario } from './scenario.js';
import { embedderScenarios } from './scenarios/embedder.js';
import { generatorScenarios } from './scenarios/generator.js';
import { rerankerScenarios } from './scenarios/reranker.js';
import { retrieverScenarios } from './scenarios/retriever.js';

/** One thing outside breaks. */
export const faultScenarios: readonly Scenario[] = [
  ...generatorScenarios,
  ...embedderScenarios,
  ...rerankerScenarios,
  ...retrieverScenarios,
];
