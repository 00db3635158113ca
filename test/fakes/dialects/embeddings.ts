import { fakeVector } from '../fake-vector.js';
import { json, type Play, type Player } from '../play.js';
import type { DialectCase } from './dialect-case.js';

type Request = Readonly<Record<string, unknown>>;

const dimensions = 64;
const usage = { prompt_tokens: 21, total_tokens: 21 };

export function vectorsOf(request: Request): number[][] {
  return textsOf(request).map((text) => [...fakeVector(text, dimensions)]);
}

function textsOf({ input }: Request): string[] {
  return [input].flat() as string[];
}

/** One entry a text, as the server writes it. */
function entries(write: (vector: number[], index: number) => unknown): Player {
  return (request) => json({ data: vectorsOf(request).map(write), usage });
}

function base64Of(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}

function invalid(message: string, status = 400, more: object = {}): Play {
  return json(
    { error: { message, type: 'invalid_request_error', param: null, code: null, ...more } },
    status,
  );
}

function embeds(
  server: string,
  title: string,
  play: Player,
  expected: DialectCase['expected'] = 'answer',
  requests = 1,
): DialectCase {
  return { server, exchange: 'embeddings', title, play, expected, requests };
}

/** A server that takes only so many texts a request. */
function atMost(texts: number, rejection: (sent: number) => Play): Player {
  const answer = entries((embedding, index) => ({ index, embedding }));
  return (request) => {
    const sent = textsOf(request).length;
    return sent > texts ? rejection(sent) : answer(request);
  };
}

/** Servers in whose embeddings something is missing, elsewhere, or not taken. The contract sends four texts. */
export const embeddingCases: readonly DialectCase[] = [
  embeds(
    'OpenAI',
    'as base64',
    entries((vector, index) => ({ index, embedding: base64Of(vector) })),
  ),
  embeds(
    'Gemini',
    'no index where it is 0',
    entries((embedding, index) => ({ ...(index > 0 && { index }), embedding })),
  ),
  embeds(
    'a gateway',
    'no index at all',
    entries((embedding) => ({ embedding })),
  ),
  embeds('vLLM', 'in another order', (request) =>
    json({
      data: vectorsOf(request)
        .map((embedding, index) => ({ index, embedding }))
        .reverse(),
      usage,
    }),
  ),
  embeds('Ollama', 'under its own name', (request) =>
    json({ model: 'm', embeddings: vectorsOf(request), prompt_eval_count: 21 }),
  ),
  embeds('Cohere', 'under the name of its type', (request) =>
    json({
      embeddings: { float: vectorsOf(request) },
      meta: { billed_units: { input_tokens: 21 } },
    }),
  ),
  embeds('TEI', 'a bare list', (request) => json(vectorsOf(request))),
  embeds('llama.cpp', 'each vector in a list of its own', (request) =>
    json(vectorsOf(request).map((vector, index) => ({ index, embedding: [vector] }))),
  ),
  embeds('Infinity', 'no usage', (request) =>
    json({
      object: 'list',
      data: vectorsOf(request).map((embedding, index) => ({
        object: 'embedding',
        index,
        embedding,
      })),
    }),
  ),
  embeds(
    'vLLM',
    'no base64',
    (request) =>
      request['encoding_format'] === 'base64'
        ? invalid('base64 encoding is not currently supported', 400, { code: 400 })
        : entries((embedding, index) => ({ index, embedding }))(request),
    'answer',
    2,
  ),
  embeds(
    'LiteLLM',
    'no format of encoding',
    (request) =>
      'encoding_format' in request
        ? invalid("Extra inputs are not permitted, field: 'encoding_format'", 422)
        : entries((embedding, index) => ({ index, embedding }))(request),
    'answer',
    2,
  ),
  embeds(
    'DashScope',
    'two texts a request',
    atMost(2, () =>
      invalid(
        '<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than 2.: input.contents',
        400,
        { code: 'InvalidParameter' },
      ),
    ),
    { reason: 'too_large', circuit: 'ignore' },
  ),
  embeds(
    'TEI',
    'three texts a request',
    atMost(3, (sent) =>
      json(
        { error: `batch size ${sent} > maximum allowed batch size 3`, error_type: 'Validation' },
        422,
      ),
    ),
    { reason: 'too_large', circuit: 'ignore' },
  ),
  embeds(
    'Mistral',
    'fewer texts, without saying how many',
    atMost(2, () =>
      json(
        {
          object: 'error',
          message: 'Too many inputs in request, split into more batches.',
          type: 'invalid_request_error',
          code: '3210',
        },
        400,
      ),
    ),
    { reason: 'too_large', circuit: 'ignore' },
  ),
  embeds(
    'TEI',
    'a text over its window',
    () =>
      json(
        {
          error: 'Input validation error: `inputs` must have less than 512 tokens. Given: 731',
          error_type: 'Validation',
        },
        413,
      ),
    { reason: 'context_too_long', circuit: 'ignore' },
  ),
  embeds(
    'Ollama',
    'a text over its window',
    () => invalid('input length exceeds the context length'),
    { reason: 'context_too_long', circuit: 'ignore' },
  ),
  embeds(
    'OpenAI',
    'a text over its window, by its place',
    () => invalid("Invalid 'input[2]': maximum input length is 512 tokens."),
    { reason: 'context_too_long', circuit: 'ignore' },
  ),
  embeds(
    'Ollama',
    'no vector for want of numbers',
    () =>
      json(
        {
          error: {
            message: 'failed to encode response: json: unsupported value: NaN',
            type: 'api_error',
          },
        },
        500,
      ),
    { reason: 'bad_vectors', circuit: 'ignore' },
  ),
  embeds(
    'a server in Python',
    'numbers that are none',
    (request) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        data: vectorsOf(request).map((embedding, index) => ({ index, embedding })),
      }).replace(/"embedding":\[[^,]+,/, '"embedding":[NaN,'),
    }),
    { reason: 'bad_vectors', circuit: 'ignore' },
  ),
  embeds(
    'a gateway',
    'a vector of zeros',
    entries((embedding, index) => ({
      index,
      embedding: index === 1 ? embedding.map(() => 0) : embedding,
    })),
    { reason: 'bad_vectors', circuit: 'ignore' },
  ),
  embeds(
    'a gateway',
    'one vector too few',
    (request) =>
      json({
        data: vectorsOf(request)
          .slice(1)
          .map((embedding, index) => ({ index, embedding })),
      }),
    { reason: 'bad_vectors', circuit: 'ignore' },
  ),
  embeds('a gateway', 'no vectors at all', () => json({ result: 'ok' }), {
    reason: 'incompatible_response',
    circuit: 'ignore',
  }),
  embeds(
    'OpenRouter',
    'an error under 200',
    () => json({ error: { code: 429, message: 'Rate limit exceeded' } }),
    { reason: 'rate_limited', circuit: 'ignore' },
  ),
];
