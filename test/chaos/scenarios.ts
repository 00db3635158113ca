import { faultScenario } from './fault-scenario.js';
import type { Scenario } from './scenario.js';
import { embedderScenarios } from './scenarios/embedder.js';
import { generatorScenarios } from './scenarios/generator.js';
import { rerankerScenarios } from './scenarios/reranker.js';
import { retrieverScenarios } from './scenarios/retriever.js';
import { serverScenarios } from './scenarios/servers.js';
import { tenantScenarios } from './scenarios/tenants.js';
import { workerScenarios } from './scenarios/worker.js';

/** One thing outside breaks. */
export const faultScenarios: readonly Scenario[] = [
  ...generatorScenarios,
  ...embedderScenarios,
  ...rerankerScenarios,
  ...retrieverScenarios,
].map(faultScenario);

/** Processes of ours die, or somebody asks too much. */
export const processScenarios: readonly Scenario[] = [
  ...workerScenarios,
  ...serverScenarios,
  ...tenantScenarios,
];
