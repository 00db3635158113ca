import {
  address,
  count,
  inputFields,
  names,
  oneOf,
  prefix,
  prices,
  secret,
  text,
} from './formats.js';
import { optional, optionalSecret, withDefault } from './variable.js';

export const rerankProviders = ['cohere', 'jina', 'voyage', 'tei'] as const;

export const generatorVariables = {
  HOLDFAST_GENERATORS: withDefault(
    names,
    'openai,anthropic,local',
    'Generators in the order they are tried. `openai`, `anthropic` and `local` are left out where they have no key or address; any other name is described by `HOLDFAST_GENERATOR_<NAME>_*`. The extractive generator always comes last',
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
  HOLDFAST_LOCAL_API_KEY: optionalSecret(secret, 'Its key, if it asks for one'),
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
  HOLDFAST_EMBEDDING: withDefault(
    oneOf(['auto', 'embedded', 'none']),
    'auto',
    'Search by meaning. `auto`: with the server or key configured below, else with the multilingual encoder that runs in the worker; `embedded`: always with that one; `none`: search by words only',
  ),
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
    'Length of its vectors. Unset: known of well-known models, needed for any other',
  ),
  HOLDFAST_EMBEDDING_TOKENIZER: withDefault(
    oneOf(['cl100k_base', 'o200k_base']),
    'cl100k_base',
    'Encoding that counts the tokens of passages',
  ),
  HOLDFAST_EMBEDDING_BATCH: optional(
    count,
    'Most passages of one request. Unset: 128 for OpenAI, 32 for other servers, or fewer when the server says so',
  ),
  HOLDFAST_EMBEDDING_MAX_TOKENS: optional(
    count,
    'Most tokens of one passage the model reads: passages are cut to them. Unset: known of well-known models, or learnt when the server rejects a longer one',
  ),
  HOLDFAST_EMBEDDING_QUERY_PREFIX: optional(
    prefix,
    'Text put before every question, such as `query: `; `none` for none. Unset: known of well-known models',
  ),
  HOLDFAST_EMBEDDING_PASSAGE_PREFIX: optional(prefix, 'The same for passages'),
  HOLDFAST_EMBEDDING_QUERY_EXTRA: optional(
    inputFields,
    'Fields added to requests for questions as JSON, such as `{"input_type": "query"}`. Unset: known of well-known models',
  ),
  HOLDFAST_EMBEDDING_PASSAGE_EXTRA: optional(inputFields, 'The same for passages'),
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
