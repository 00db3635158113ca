import { join } from 'node:path';
import { loadConfig, type Config } from '../../src/config.js';

/**
 * The configuration of the demo: your keys, models and limits, and none of your addresses. It works on
 * services of its own and a folder of its own, so it can never write into somebody's real index.
 */
export function isolatedConfig(checkout: string): Config {
  const dataDir = join(checkout, '.holdfast', 'demo');
  const noFile = join(dataDir, 'no-temporal.toml');
  forgetTemporalSettings(noFile);
  const config = loadConfig({ envFile: join(checkout, '.env') });
  return {
    ...config,
    dataDir,
    tenant: 'default',
    temporal: {
      address: null,
      namespace: 'default',
      environment: () => ({ TEMPORAL_CONFIG_FILE: noFile }),
    },
    qdrant: { url: null, apiKey: null, collection: 'production_docs' },
    operations: { webhook: null, metrics: null },
  };
}

/** Temporal's clients read variables and a file by themselves: none of these, and a file that is not there. */
function forgetTemporalSettings(noFile: string): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('TEMPORAL_')) delete process.env[name];
  }
  process.env['TEMPORAL_CONFIG_FILE'] = noFile;
}
