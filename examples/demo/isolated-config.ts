import { join } from 'node:path';
import { loadConfig, type Config } from '../../src/config.js';
import { readEnvironment } from '../../src/config/read-environment.js';

/** Of a real index and of who looks after it. */
const others = /^(TEMPORAL_|QDRANT_|HOLDFAST_(TENANT|COLLECTION|WEBHOOK_URL|WORK)$)/;

/**
 * The configuration of the demo: your keys, models and limits, and none of your addresses. It works on
 * services of its own and a folder of its own, so it can never write into somebody's real index.
 */
export function isolatedConfig(checkout: string): Config {
  const dataDir = join(checkout, '.holdfast', 'demo');
  const { values } = readEnvironment(process.env, join(checkout, '.env'));
  const own = {
    HOLDFAST_DATA_DIR: dataDir,
    HOLDFAST_METRICS_ADDRESS: 'off',
    // Temporal's clients read this file by themselves: one that is not there.
    TEMPORAL_CONFIG_FILE: join(dataDir, 'no-temporal.toml'),
  };
  forgetTemporalSettings(own.TEMPORAL_CONFIG_FILE);
  const kept = Object.entries(values).filter(([name]) => !others.test(name));
  return loadConfig({ env: { ...Object.fromEntries(kept), ...own }, envFile: null });
}

/** They read variables by themselves, too. */
function forgetTemporalSettings(noFile: string): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('TEMPORAL_')) delete process.env[name];
  }
  process.env['TEMPORAL_CONFIG_FILE'] = noFile;
}
