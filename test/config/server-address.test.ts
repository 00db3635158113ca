import { describe, expect, it } from 'vitest';
import { anthropicAddress, openAiAddress, rerankAddress } from '../../src/config/server-address.js';

describe('the address of a server that speaks OpenAI’s protocol', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['https://api.openai.com', 'https://api.openai.com/v1'],
    ['https://api.openai.com/', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1'],
    ['https://api.openai.com//v1//embeddings', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/models', 'https://api.openai.com/v1'],
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://127.0.0.1:1234/v1#top', 'http://127.0.0.1:1234/v1'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
    ['http://server/chat/completions', 'http://server'],
    ['https://gateway.example/ollama', 'https://gateway.example/ollama/v1'],
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1'],
    ['https://openrouter.ai/api/v1/chat/completions', 'https://openrouter.ai/api/v1'],
    ['https://open.bigmodel.cn/api/paas/v4/', 'https://open.bigmodel.cn/api/paas/v4'],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai/',
      'https://generativelanguage.googleapis.com/v1beta/openai',
    ],
    ['https://models.github.ai/inference', 'https://models.github.ai/inference'],
    ['https://dbc.example/serving-endpoints', 'https://dbc.example/serving-endpoints'],
    ['http://webui:3000/api/chat/completions', 'http://webui:3000/api'],
  ])('%s leads to %s', (text, baseURL) => {
    expect(openAiAddress(text)).toMatchObject({ baseURL, query: {} });
  });

  it('keeps its query', () => {
    const deployment = 'https://mine.openai.azure.com/openai/deployments/small';
    expect(openAiAddress(`${deployment}/chat/completions?api-version=2024-10-21`)).toEqual({
      baseURL: deployment,
      query: { 'api-version': '2024-10-21' },
    });
    expect(openAiAddress(`${deployment}/?api-version=preview`)).toEqual({
      baseURL: deployment,
      query: { 'api-version': 'preview' },
    });
  });

  it('has an alternative where a version may be missing on purpose, and only there', () => {
    expect(openAiAddress('http://server/llm').alternative).toBe('http://server/llm');
    expect(openAiAddress('http://server/llm/v1').alternative).toBeUndefined();
    expect(openAiAddress('http://server/llm/chat/completions').alternative).toBeUndefined();
  });
});

describe('the address of a server that speaks Anthropic’s protocol', () => {
  it.each([
    ['https://api.anthropic.com', 'https://api.anthropic.com'],
    ['https://api.anthropic.com/', 'https://api.anthropic.com'],
    ['https://api.anthropic.com/v1', 'https://api.anthropic.com'],
    ['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
    ['http://litellm:4000/anthropic/v1/', 'http://litellm:4000/anthropic'],
  ])('%s leads to %s', (text, baseURL) => {
    expect(anthropicAddress(text)).toEqual({ baseURL, query: {} });
  });
});

describe('the address of a reranker', () => {
  it.each([
    ['http://tei:8080', '/rerank', 'http://tei:8080/rerank'],
    ['http://tei:8080/', '/rerank', 'http://tei:8080/rerank'],
    ['http://tei:8080/my/rerank/', '/rerank', 'http://tei:8080/my/rerank'],
    ['https://api.cohere.com/v2', '/v2/rerank', 'https://api.cohere.com/v2/rerank'],
    ['https://api.jina.ai/v1/rerank', '/v1/rerank', 'https://api.jina.ai/v1/rerank'],
    ['https://gateway.example/cohere', '/v2/rerank', 'https://gateway.example/cohere/v2/rerank'],
  ])('%s with the path %s is %s', (text, path, baseURL) => {
    expect(rerankAddress(text, path)).toMatchObject({ baseURL });
  });

  it('keeps its query, and an address of its own as the alternative', () => {
    expect(rerankAddress('http://server/order?tenant=a', '/v1/rerank')).toEqual({
      baseURL: 'http://server/order/v1/rerank',
      query: { tenant: 'a' },
      alternative: 'http://server/order',
    });
  });
});
