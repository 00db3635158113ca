import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { variables } from '../../src/config/variables.js';
import { redact } from '../../src/core/redact.js';
import { problemsOf } from './load.js';

const keys = {
  TEMPORAL_API_KEY: 'correct-horse-1',
  QDRANT_API_KEY: 'correct-horse-2',
  OPENAI_API_KEY: 'correct-horse-3',
  ANTHROPIC_API_KEY: 'correct-horse-4',
  HOLDFAST_LOCAL_API_KEY: 'correct-horse-8',
  HOLDFAST_EMBEDDING_API_KEY: 'correct-horse-5',
  HOLDFAST_EMBEDDING_FALLBACK_API_KEY: 'correct-horse-6',
  HOLDFAST_RERANK_API_KEY: 'correct-horse-7',
};
const load = () =>
  loadConfig({
    env: {
      ...keys,
      HOLDFAST_RERANK_PROVIDER: 'cohere',
      HOLDFAST_LOCAL_BASE_URL: 'http://localhost:11434',
      HOLDFAST_GENERATORS: 'openai,anthropic,local,mine',
      HOLDFAST_GENERATOR_MINE_MODEL: 'm',
      HOLDFAST_GENERATOR_MINE_BASE_URL: 'https://server.example',
      HOLDFAST_GENERATOR_MINE_API_KEY: 'correct-horse-9',
      HOLDFAST_GENERATOR_MINE_HEADERS: '{"x-key": "correct-horse-10"}',
      HTTPS_PROXY: 'http://user:correct-horse-11@proxy.example:3128',
      HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: 'http://localhost:8090/v1',
    },
    envFile: null,
  });

describe('a key with what HTTP could not send', () => {
  it.each([
    ['a zero-width space', 'sk-0123\u200b4567', 'U+200B (position 8)'],
    ['a no-break space at its end', 'sk-01234567\u00a0', 'U+00A0'],
    ['a byte order mark', '\ufeffsk-01234567', 'U+FEFF'],
    ['a line break', 'sk-0123\n4567', 'U+000A'],
    ['a space', 'sk-0123 4567', 'U+0020'],
    ['an ellipsis', 'sk-0123…', 'U+2026'],
    ['quotation marks', '"sk-01234567"', 'quotation marks'],
    ['typographic quotation marks', '“sk-01234567”', 'U+201C'],
  ])('such as %s is refused', (_, key, named) => {
    for (const variable of ['OPENAI_API_KEY', 'QDRANT_API_KEY']) {
      const problems = problemsOf({ [variable]: key });
      expect(problems).toEqual({ [variable]: expect.stringContaining(named) as string });
      expect(JSON.stringify(problems)).not.toContain('4567');
    }
  });
  it('is accepted after the line break of a file is taken off', () => {
    const env = { OPENAI_API_KEY: ' sk-01234567\r\n' };
    expect(loadConfig({ env, envFile: null }).generators[0]?.apiKey?.reveal()).toBe('sk-01234567');
  });
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
