import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { variables } from '../../src/config/variables.js';
import { redact } from '../../src/core/redact.js';

const keys = {
  TEMPORAL_API_KEY: 'correct-horse-1',
  QDRANT_API_KEY: 'correct-horse-2',
  OPENAI_API_KEY: 'correct-horse-3',
  ANTHROPIC_API_KEY: 'correct-horse-4',
  HOLDFAST_EMBEDDING_API_KEY: 'correct-horse-5',
  HOLDFAST_EMBEDDING_FALLBACK_API_KEY: 'correct-horse-6',
  HOLDFAST_RERANK_API_KEY: 'correct-horse-7',
};
const load = () =>
  loadConfig({
    env: {
      ...keys,
      HOLDFAST_RERANK_PROVIDER: 'cohere',
      HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8090/v1',
    },
    envFile: null,
  });

describe('keys', () => {
  it('are all tried here', () => {
    const named = Object.keys(variables.shape).filter((name) => name.endsWith('_API_KEY'));
    expect(named).toEqual(Object.keys(keys));
  });
  it('print nowhere', () => {
    const config = load();
    const printed = [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      inspect(config, { depth: 9, customInspect: false }),
      String(config.qdrant.apiKey),
    ];
    for (const text of printed) expect(text).not.toContain('correct-horse');
  });
  it('are known to redact, whatever they look like', () => {
    load();
    expect(redact('refused: correct-horse-2, correct-horse-5')).toBe(
      'refused: [redacted], [redacted]',
    );
  });
  it('reach Temporal’s client', () => {
    expect(load().temporal.environment()).toMatchObject({ TEMPORAL_API_KEY: 'correct-horse-1' });
  });
});
