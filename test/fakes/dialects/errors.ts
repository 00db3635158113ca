import { events, json, type Play } from '../play.js';
import type { DialectCase } from './dialect-case.js';
import { google, openai } from './error-forms.js';
import { overflows } from './overflows.js';
import { chunk, text } from './streams.js';

type Says = Exclude<DialectCase['expected'], 'answer'>;

function error(server: string, title: string, play: Play, expected: Says): DialectCase {
  return { server, exchange: 'errors', title, play: () => play, expected };
}

const tooLong: Says = { reason: 'context_too_long', circuit: 'ignore' };
const limited = (retryAfterMs?: number): Says => ({
  reason: 'rate_limited',
  circuit: 'ignore',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const keyRejected: Says = { circuit: 'open' };
const noQuota: Says = { reason: 'quota_exhausted', circuit: 'open' };

/** Errors as each server words them: under a status of their own, and inside a stream that began well. */
export const errorCases: readonly DialectCase[] = [
  ...overflows.map(([server, play], at) =>
    error(server, `a prompt too long, ${at + 1}`, play, tooLong),
  ),
  error(
    'Groq',
    'a wait told in words',
    openai(
      429,
      'Rate limit reached on tokens per minute (TPM): Limit 6000, Used 5034, Requested 1443. Please try again in 4.77s.',
      'tokens',
      'rate_limit_exceeded',
    ),
    limited(4770),
  ),
  error(
    'OpenAI',
    'a wait of minutes told in words',
    openai(
      429,
      'Rate limit reached for gpt-4o. Please try again in 6m0s.',
      'requests',
      'rate_limit_exceeded',
    ),
    limited(360_000),
  ),
  error(
    'Azure',
    'a wait told in seconds',
    openai(
      429,
      'Requests have exceeded the call rate limit. Please retry after 26 seconds.',
      'requests',
      '429',
    ),
    limited(26_000),
  ),
  error(
    'Gemini',
    'a quota that comes back by itself',
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota. Please retry in 21.5s.', [
      { retryDelay: '21s' },
    ]),
    limited(),
  ),
  error(
    'Gemini',
    'a wait told in a detail',
    google(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted.', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '21s' },
    ]),
    limited(21_000),
  ),
  error(
    'OpenRouter',
    'a rate limit inside a stream',
    events({ error: { code: 429, message: 'Rate limit exceeded: free-models-per-min.' } }),
    limited(),
  ),
  error(
    'Bedrock',
    'too many tokens for now',
    json(
      { message: 'ThrottlingException: Too many tokens, please wait before trying again.' },
      400,
    ),
    limited(),
  ),
  error(
    'Mistral',
    'a rate limit with a code of its own',
    json(
      {
        object: 'error',
        message: 'Requests rate limit exceeded',
        type: 'rate_limited',
        code: '1300',
      },
      429,
    ),
    limited(),
  ),
  error(
    'Gemini',
    'a key that is not valid',
    google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { reason: 'API_KEY_INVALID' },
    ]),
    keyRejected,
  ),
  error('vLLM', 'no key', json({ error: 'Unauthorized' }, 401), keyRejected),
  error(
    'OpenAI',
    'an empty account inside a stream',
    events(...text.slice(0, 1), {
      error: {
        message: 'You exceeded your current quota',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    }),
    noQuota,
  ),
  error(
    'OpenRouter',
    'too few credits',
    openai(402, 'This request requires more credits, or fewer max_tokens.', 'error', 402),
    noQuota,
  ),
  error(
    'DeepSeek',
    'an empty account',
    openai(402, 'Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    noQuota,
  ),
  error(
    'OpenRouter',
    'a provider lost after some text',
    events(...text.slice(0, 1), {
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      error: { code: 502, message: 'Provider disconnected unexpectedly' },
    }),
    { reason: 'server_error', circuit: 'count' },
  ),
  error(
    'LM Studio',
    'an event named error',
    { body: 'event: error\ndata: {"error":{"message":"The model has crashed"}}\n\n' },
    { reason: 'server_error', circuit: 'count' },
  ),
  error(
    'llama.cpp',
    'a model that is loading',
    json({ error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503),
    { reason: 'overloaded' },
  ),
  error(
    'Ollama',
    'a model that was never pulled',
    openai(404, 'model "llama3.1" not found, try pulling it first', 'api_error'),
    { reason: 'not_found', circuit: 'ignore' },
  ),
  error(
    'FastAPI',
    'a list of details',
    json(
      {
        detail: [
          { loc: ['body', 'messages', 0], msg: 'field required', type: 'value_error.missing' },
        ],
      },
      422,
    ),
    { reason: 'bad_request', circuit: 'ignore' },
  ),
  error(
    'nginx',
    'a page of a proxy',
    {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html><head><title>502 Bad Gateway</title></head><body></body></html>',
    },
    { reason: 'server_error', circuit: 'count' },
  ),
  error(
    'a gateway',
    'plain text',
    { status: 504, headers: { 'content-type': 'text/plain' }, body: 'upstream request timeout' },
    { reason: 'timeout', circuit: 'count' },
  ),
  error(
    'a gateway',
    'a page under 200',
    { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
    { reason: 'malformed_response' },
  ),
  error(
    'a gateway',
    'the error of its upstream, as JSON in a message',
    openai(
      400,
      JSON.stringify({ error: { message: 'prompt is too long: 210000 tokens > 200000 maximum' } }),
      'None',
    ),
    tooLong,
  ),
  error(
    'GLM',
    'a rate limit before any text',
    events(chunk({ role: 'assistant', content: '' }), {
      error: { code: '1302', message: 'Rate limit reached for requests' },
    }),
    limited(),
  ),
];
