import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './load.js';

const simple = {
  OPENAI_API_KEY: 'sk-0123456789',
  ANTHROPIC_API_KEY: 'sk-ant-0123456789',
  HOLDFAST_LOCAL_BASE_URL: 'http://localhost:11434',
};
const namesOf = (env: Readonly<Record<string, string>>) =>
  load(env).generators.map(({ name }) => name);
const generatorOf = (env: Readonly<Record<string, string>>, name: string) => {
  const found = load(env).generators.find((generator) => generator.name === name);
  if (!found) throw new Error(`no generator ${name}`);
  return { ...found, apiKey: found.apiKey?.reveal() };
};
const azure = {
  HOLDFAST_GENERATORS: 'azure,openai',
  HOLDFAST_GENERATOR_AZURE_BASE_URL:
    'https://mine.openai.azure.com/openai/deployments/small/chat/completions?api-version=2024-10-21',
  HOLDFAST_GENERATOR_AZURE_API_KEY: 'azure-0123456789',
  HOLDFAST_GENERATOR_AZURE_MODEL: 'small',
};

describe('the generators by default', () => {
  it('come in the default order', () => {
    expect(namesOf(simple)).toEqual(['openai', 'anthropic', 'local']);
  });
  it('come in the order asked for', () => {
    const env = { ...simple, HOLDFAST_GENERATORS: 'extractive, local,openai' };
    expect(namesOf(env)).toEqual(['local', 'openai']);
  });
  it('are left out without a key or an address', () => {
    expect(namesOf({ ANTHROPIC_API_KEY: 'sk-ant-0123456789' })).toEqual(['anthropic']);
  });
  it('speak to the usual addresses as they want to be asked', () => {
    expect(generatorOf(simple, 'openai')).toMatchObject({
      kind: 'openai',
      address: { baseURL: 'https://api.openai.com/v1' },
      request: { streaming: true, tokenParameter: 'max_completion_tokens', extraBody: {} },
      timers: { firstTokenMs: 8_000, idleMs: 5_000, attemptMs: 60_000 },
      limits: { perSecond: null, concurrency: 3 },
      contextTokens: 6_000,
      maxOutputTokens: 800,
    });
    expect(generatorOf(simple, 'anthropic')).toMatchObject({
      kind: 'anthropic',
      address: { baseURL: 'https://api.anthropic.com' },
    });
    expect(generatorOf(simple, 'local')).toMatchObject({
      model: 'llama3.1',
      address: { baseURL: 'http://localhost:11434/v1' },
      request: { tokenParameter: 'max_tokens' },
      apiKey: undefined,
    });
  });
  it('may have a key for the local server, and fields of their own', () => {
    const env = {
      ...simple,
      HOLDFAST_LOCAL_API_KEY: 'local-0123456789',
      HOLDFAST_GENERATOR_LOCAL_FIRST_TOKEN: '90s',
      HOLDFAST_GENERATOR_OPENAI_MODEL: 'gpt-5-mini',
    };
    expect(generatorOf(env, 'local')).toMatchObject({
      apiKey: 'local-0123456789',
      timers: { firstTokenMs: 90_000, idleMs: 5_000 },
    });
    expect(generatorOf(env, 'openai').model).toBe('gpt-5-mini');
  });
});

describe('a generator with a name of its own', () => {
  it('is described by variables of that name', () => {
    const env = {
      HOLDFAST_GENERATORS: 'my-router',
      HOLDFAST_GENERATOR_MY_ROUTER_BASE_URL: 'https://openrouter.ai/api/v1',
      HOLDFAST_GENERATOR_MY_ROUTER_API_KEY: 'or-0123456789',
      HOLDFAST_GENERATOR_MY_ROUTER_MODEL: 'deepseek/deepseek-r1',
      HOLDFAST_GENERATOR_MY_ROUTER_HEADERS: '{"HTTP-Referer": "https://docs.example"}',
      HOLDFAST_GENERATOR_MY_ROUTER_EXTRA: '{"temperature": 0}',
      HOLDFAST_GENERATOR_MY_ROUTER_STREAM: 'off',
      HOLDFAST_GENERATOR_MY_ROUTER_TOKEN_PARAMETER: 'max_completion_tokens',
      HOLDFAST_GENERATOR_MY_ROUTER_OUTPUT_TOKENS: '500',
      HOLDFAST_GENERATOR_MY_ROUTER_REASONING_TOKENS: '4000',
      HOLDFAST_GENERATOR_MY_ROUTER_REASONING_EFFORT: 'low',
      HOLDFAST_GENERATOR_MY_ROUTER_RPS: '2',
      HOLDFAST_GENERATOR_MY_ROUTER_PRICE: '{"input": 0.5, "output": 2}',
    };
    const { headers, ...found } = generatorOf(env, 'my-router');
    expect(found).toMatchObject({
      kind: 'openai',
      model: 'deepseek/deepseek-r1',
      apiKey: 'or-0123456789',
      request: {
        streaming: false,
        tokenParameter: 'max_completion_tokens',
        reasoningTokens: 4_000,
        reasoningEffort: 'low',
        extraBody: { temperature: 0 },
      },
      maxOutputTokens: 500,
      limits: { perSecond: 2, concurrency: 3 },
    });
    expect(headers['HTTP-Referer']?.reveal()).toBe('https://docs.example');
    expect(load(env).prices['my-router/deepseek/deepseek-r1']).toEqual({
      inputPerMillion: 0.5,
      outputPerMillion: 2,
    });
  });

  it('gives a key to Azure in the header Azure reads', () => {
    const found = generatorOf({ ...azure, OPENAI_API_KEY: 'sk-0123456789' }, 'azure');
    expect(found).toMatchObject({
      address: {
        baseURL: 'https://mine.openai.azure.com/openai/deployments/small',
        query: { 'api-version': '2024-10-21' },
      },
      apiKey: undefined,
      request: { tokenParameter: 'max_completion_tokens' },
    });
    expect(found.headers['api-key']?.reveal()).toBe('azure-0123456789');
  });

  it('may be another model at OpenAI, with the same key', () => {
    const env = {
      OPENAI_API_KEY: 'sk-0123456789',
      HOLDFAST_GENERATORS: 'strong,openai',
      HOLDFAST_GENERATOR_STRONG_MODEL: 'gpt-5',
    };
    expect(generatorOf(env, 'strong')).toMatchObject({
      apiKey: 'sk-0123456789',
      address: { baseURL: 'https://api.openai.com/v1' },
    });
    expect(namesOf(env)).toEqual(['strong', 'openai']);
  });

  it('never gets the key of OpenAI at another address', () => {
    const env = {
      OPENAI_API_KEY: 'sk-0123456789',
      HOLDFAST_GENERATORS: 'mine',
      HOLDFAST_GENERATOR_MINE_MODEL: 'm',
      HOLDFAST_GENERATOR_MINE_BASE_URL: 'https://api.openai.com.example/v1',
    };
    expect(generatorOf(env, 'mine').apiKey).toBeUndefined();
  });

  it('is given no more passages than its window holds', () => {
    const env = {
      ...simple,
      HOLDFAST_GENERATOR_LOCAL_CONTEXT_WINDOW: '4096',
      HOLDFAST_GENERATOR_OPENAI_CONTEXT_WINDOW: '128000',
    };
    const { contextTokens, contextWindow } = generatorOf(env, 'local');
    expect(contextWindow).toBe(4_096);
    expect(contextTokens).toBeLessThan(4_096 - 800);
    expect(generatorOf(env, 'openai').contextTokens).toBe(6_000);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['nothing set', { HOLDFAST_GENERATORS: 'azur' }, 'HOLDFAST_GENERATORS', 'names "azur"'],
    [
      'no model',
      { ...azure, HOLDFAST_GENERATOR_AZURE_MODEL: '' },
      'HOLDFAST_GENERATOR_AZURE_MODEL',
      'is needed',
    ],
    [
      'neither address nor key',
      { HOLDFAST_GENERATORS: 'a', HOLDFAST_GENERATOR_A_MODEL: 'm' },
      'HOLDFAST_GENERATOR_A_BASE_URL',
      'is needed',
    ],
    [
      'a field that cannot be read',
      { ...azure, HOLDFAST_GENERATOR_AZURE_IDLE: 'soon' },
      'HOLDFAST_GENERATOR_AZURE_IDLE',
      'must be a time',
    ],
    [
      'a key with an invisible character',
      { ...azure, HOLDFAST_GENERATOR_AZURE_API_KEY: 'azure-\u200b0123' },
      'HOLDFAST_GENERATOR_AZURE_API_KEY',
      'U+200B',
    ],
    [
      'a request that would not be ours',
      { ...azure, HOLDFAST_GENERATOR_AZURE_EXTRA: '{"messages": []}' },
      'HOLDFAST_GENERATOR_AZURE_EXTRA',
      'without model, messages',
    ],
    [
      'a header that is none',
      { ...azure, HOLDFAST_GENERATOR_AZURE_HEADERS: '{"a b": "c"}' },
      'HOLDFAST_GENERATOR_AZURE_HEADERS',
      'must be a JSON object',
    ],
  ])('with %s is refused by name', (_, env, variable, message) => {
    expect(problemsOf(env)).toEqual({ [variable]: expect.stringContaining(message) as string });
  });

  it('that are not in the list, and fields that do not exist, are warned of', () => {
    const env = {
      ...azure,
      HOLDFAST_GENERATOR_AZURE_MODLE: 'small',
      HOLDFAST_GENERATOR_FAST_MODEL: 'm',
    };
    expect(load(env).warnings.map(({ variable }) => variable)).toEqual([
      'HOLDFAST_GENERATOR_AZURE_MODLE',
      'HOLDFAST_GENERATOR_FAST_MODEL',
    ]);
  });

  it('shows what is set of it among the settings, its keys only as set', () => {
    const shown = Object.fromEntries(
      load(azure).settings.map(({ variable, value }) => [variable, value]),
    );
    expect(shown).toMatchObject({
      HOLDFAST_GENERATOR_AZURE_MODEL: 'small',
      HOLDFAST_GENERATOR_AZURE_API_KEY: '(set)',
    });
    expect(shown).not.toHaveProperty('HOLDFAST_GENERATOR_AZURE_IDLE');
  });
});
