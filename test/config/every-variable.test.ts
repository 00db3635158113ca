import { expect, it } from 'vitest';
import { variables } from '../../src/config/variables.js';
import { Secret } from '../../src/config/secret.js';
import { load } from './load.js';

/** Everything is configured, so that every variable has something to act on. */
const complete = {
  OPENAI_API_KEY: 'sk-0123456789',
  ANTHROPIC_API_KEY: 'sk-9876543210',
  HOLDFAST_LOCAL_BASE_URL: 'http://localhost:11434/v1',
  HOLDFAST_EMBEDDING_BASE_URL: 'http://localhost:8090/v1',
  HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8091/v1',
  HOLDFAST_EMBEDDING_DIMENSIONS: '64',
  HOLDFAST_RERANK_PROVIDER: 'voyage',
  HOLDFAST_RERANK_API_KEY: 'pa-0123456789',
};

/** Values that may be written somewhere; each variable takes one that is not its default. */
const samples = [
  '7',
  '0.25',
  '7s',
  '1s..9s',
  'off',
  'questions',
  'embedded',
  'cohere',
  'o200k_base',
  'anthropic,local',
  'http://127.0.0.1:8099/v1',
  '127.0.0.1:9999',
  '{"input_type": "sample"}',
  '{"acme": ["/srv/acme"]}',
  '{"some-model": {"input": 1, "output": 2}}',
  '20 MB',
  'a-sample-value-long-enough-for-a-key',
];

it.each(Object.keys(variables.shape))('%s changes the configuration', (variable) => {
  const before = visible({ ...complete });
  const changes = samples.some((sample) => {
    try {
      return visible({ ...complete, [variable]: sample }) !== before;
    } catch {
      return false;
    }
  });
  expect(changes).toBe(true);
});

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, revealed(inner)]);
  return Object.fromEntries(entries) as unknown;
}

/** The configuration as text, secrets included, without what only repeats the variables. */
function visible(env: Readonly<Record<string, string>>): string {
  const config = load(env);
  const { temporal, ...rest } = { ...config, settings: [], warnings: [] };
  const connection = { ...temporal, key: temporal.environment().TEMPORAL_API_KEY };
  return JSON.stringify(revealed({ connection, ...rest }));
}
