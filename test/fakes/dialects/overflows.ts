import { events, json, type Play } from '../play.js';
import { bare, google, openai } from './error-forms.js';
import { text } from './streams.js';

/** A prompt that is too long, as servers word it. */
export const overflows: readonly (readonly [string, Play])[] = [
  [
    'OpenAI',
    openai(
      400,
      "This model's maximum context length is 4097 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
  ],
  [
    'OpenAI',
    openai(
      429,
      'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 34238.',
      'tokens',
      'rate_limit_exceeded',
    ),
  ],
  [
    'Groq',
    openai(
      413,
      'Request too large for model `llama` on tokens per minute (TPM): Limit 6000, Requested 7120, please reduce your message size and try again.',
      'tokens',
      'rate_limit_exceeded',
    ),
  ],
  [
    'GitHub Models',
    openai(
      413,
      'Request body too large for gpt-4o model. Max size: 8000 tokens.',
      'tokens_limit_reached',
      'tokens_limit_reached',
    ),
  ],
  [
    'vLLM',
    bare(
      400,
      "'max_tokens' is too large: 1200. This model's maximum context length is 4096 tokens and your request has 3500 input tokens",
    ),
  ],
  [
    'SGLang',
    bare(400, "The input (7210 tokens) is longer than the model's context length (4096 tokens)."),
  ],
  [
    'Gemini',
    google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
  ],
  ['GLM', openai(400, 'Prompt exceeds max length', 'invalid_request', '1261')],
  [
    'llama.cpp',
    json(
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size, try increasing it',
          type: 'exceed_context_size_error',
          n_ctx: 4096,
        },
      },
      400,
    ),
  ],
  ['Ollama', openai(400, 'the input length exceeds the context length', 'invalid_request_error')],
  [
    'Mistral',
    json(
      {
        object: 'error',
        message:
          'Prompt contains 40212 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_error',
        code: '3051',
      },
      400,
    ),
  ],
  [
    'TGI',
    json(
      {
        error:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000',
        error_type: 'validation',
      },
      422,
    ),
  ],
  [
    'DashScope',
    openai(400, 'Range of input length should be [1, 30720]', 'invalid_parameter_error'),
  ],
  [
    'xAI',
    json(
      {
        code: 'Client specified an invalid argument',
        error:
          "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      },
      400,
    ),
  ],
  [
    'LM Studio',
    json(
      {
        error:
          'Trying to keep the first 8000 tokens when context the overflows. The model is loaded with a context length of only 4096 tokens',
      },
      400,
    ),
  ],
  ['Bedrock', json({ message: 'Input is too long for requested model.' }, 400)],
  [
    'vLLM',
    events(...text.slice(0, 1), {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens.",
      code: 400,
    }),
  ],
];
