import { address, count, listOf, oneOf, prices, secret, text } from './formats.js';
import { optional, optionalSecret, withDefault } from './variable.js';

/** Every generator there is, in the order they are tried by default. */
export const generatorNames = ['openai', 'anthropic', 'local', 'extractive'] as const;

export const rerankProviders = ['cohere', 'jina', 'voyage', 'tei'] as const;

export const generatorVariables = {
  HOLDFAST_GENERATORS: withDefault(
    listOf(generatorNames),
    generatorNames.join(','),
    'Generators in the order they are tried. Those without key or address are left out; `extractive` needs nothing and always comes last',
  ),
  OPENAI_API_KEY: optionalSecret(secret, 'Key of OpenAI, sent to `OPENAI_BASE_URL` only'),
  OPENAI_BASE_URL: withDefault(
    address,
    'https://api.openai.com/v1',
    'Address of OpenAI, or of a gateway to it',
  ),
  HOLDFAST_OPENAI_MODEL: withDefault(text, 'gpt-4o-mini', 'Model of the `openai` generator'),
  ANTHROPIC_API_KEY: optionalSecret(secret, 'Key of Anthropic'),
  ANTHROPIC_BASE_URL: withDefault(
    address,
    'https://api.anthropic.com',
    'Address of Anthropic, or of a gateway to it',
  ),
  HOLDFAST_ANTHROPIC_MODEL: withDefault(text, 'claude-haiku-4-5', 'Model of `anthropic`'),
  HOLDFAST_LOCAL_BASE_URL: optional(
    address,
    'Server of the `local` generator, which speaks OpenAI’s protocol (Ollama, vLLM, llama.cpp), such as `http://localhost:11434/v1`',
  ),
  HOLDFAST_LOCAL_MODEL: withDefault(text, 'llama3.1', 'Model of `local`'),
  HOLDFAST_CONTEXT_TOKENS: withDefault(
    count,
    '6000',
    'Tokens of passages a generator is given; half as many when that was too long',
  ),
  HOLDFAST_OUTPUT_TOKENS: withDefault(count, '800', 'Most tokens of an answer'),
  HOLDFAST_PRICES: withDefault(
    prices,
    '{}',
    'Dollars per million tokens by model, added to those known: `{"my-model": {"input": 0.15, "output": 0.6}}`. Models without a price count as free',
  ),
};

export const embedderVariables = {
  HOLDFAST_EMBEDDING_BASE_URL: optional(
    address,
    'Embedding server that speaks OpenAI’s protocol. Unset: `OPENAI_BASE_URL`, if there is a key',
  ),
  HOLDFAST_EMBEDDING_API_KEY: optionalSecret(
    secret,
    'Its key, if it asks for one. Unset: `OPENAI_API_KEY`, on the host of `OPENAI_BASE_URL` only',
  ),
  HOLDFAST_EMBEDDING_FALLBACK_BASE_URL: optional(
    address,
    'A second server of the same model, used while the first fails. Its vectors must be the same',
  ),
  HOLDFAST_EMBEDDING_FALLBACK_API_KEY: optionalSecret(
    secret,
    'Its key, if it asks for one. Unset: `OPENAI_API_KEY`, on the host of `OPENAI_BASE_URL` only',
  ),
  HOLDFAST_EMBEDDING_MODEL: withDefault(text, 'text-embedding-3-small', 'Embedding model'),
  HOLDFAST_EMBEDDING_DIMENSIONS: optional(
    count,
    'Length of its vectors: known of OpenAI’s models, needed for any other',
  ),
  HOLDFAST_EMBEDDING_TOKENIZER: withDefault(
    oneOf(['cl100k_base', 'o200k_base']),
    'cl100k_base',
    'Encoding that counts the tokens of passages',
  ),
  HOLDFAST_EMBEDDING_BATCH: optional(
    count,
    'Most passages of one request. Unset: 128 for OpenAI, 32 for other servers',
  ),
};

export const rerankerVariables = {
  HOLDFAST_RERANK_PROVIDER: optional(
    oneOf(rerankProviders),
    '`cohere`, `jina`, `voyage` or `tei` (text-embeddings-inference). Unset: no reranking',
  ),
  HOLDFAST_RERANK_BASE_URL: optional(
    address,
    'Its address, if not the vendor’s. One without a path gets that of the provider',
  ),
  HOLDFAST_RERANK_API_KEY: optionalSecret(secret, 'Its key, if it asks for one'),
  HOLDFAST_RERANK_MODEL: optional(
    text,
    'Unset: `rerank-v3.5`, `jina-reranker-v2-base-multilingual`, `rerank-2.5`, or whatever tei serves',
  ),
  HOLDFAST_RERANK_CANDIDATES: withDefault(count, '30', 'Passages it is given to order'),
};
