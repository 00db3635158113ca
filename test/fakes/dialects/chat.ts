import { events, json, unless, type Player } from '../play.js';
import { answerText, type DialectCase } from './dialect-case.js';
import { chunk, completion, pieces, text, usage } from './streams.js';

const whole = json(completion(answerText));
const streamed = events(...text, chunk({}, 'stop'), '[DONE]');

function rejects(server: string, title: string, play: Player, requests = 2): DialectCase {
  return { server, exchange: 'chat', title, play, expected: 'answer', requests };
}

const has = (name: string) => (request: Readonly<Record<string, unknown>>) => name in request;

function hasSystem({ messages }: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(messages).includes('"system"');
}

/** A model that takes only the one name of the limit of output. */
function onlyLimit(name: string): (request: Readonly<Record<string, unknown>>) => boolean {
  const other = name === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  return (request) => other in request;
}

/** Servers that reject a part of the request, each in its own words, and answer without it. */
export const chatCases: readonly DialectCase[] = [
  rejects(
    'Mistral',
    'no options of a stream',
    unless(
      has('stream_options'),
      json(
        {
          object: 'error',
          message: {
            detail: [
              {
                type: 'extra_forbidden',
                loc: ['body', 'stream_options', 'include_usage'],
                msg: 'Extra inputs are not permitted',
                input: true,
              },
            ],
          },
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
        422,
      ),
      streamed,
    ),
  ),
  rejects(
    'Databricks',
    'no options of a stream, in a sentence',
    unless(
      has('stream_options'),
      json({ error_code: 'BAD_REQUEST', message: 'stream_options is not supported' }, 400),
      streamed,
    ),
  ),
  rejects(
    'OpenAI',
    'no stream for an organisation that is not verified',
    unless(
      has('stream'),
      json(
        {
          error: {
            message: 'Your organization must be verified to stream this model.',
            type: 'invalid_request_error',
            param: 'stream',
            code: 'unsupported_value',
          },
        },
        400,
      ),
      whole,
    ),
  ),
  rejects(
    'OpenAI',
    'only the newer name of the limit of output',
    unless(
      onlyLimit('max_completion_tokens'),
      json(
        {
          error: {
            message:
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            type: 'invalid_request_error',
            param: 'max_tokens',
            code: 'unsupported_parameter',
          },
        },
        400,
      ),
      streamed,
    ),
  ),
  rejects(
    'vLLM',
    'only the older name of the limit of output',
    unless(
      onlyLimit('max_tokens'),
      json(
        {
          object: 'error',
          message:
            "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 200}]",
          type: 'BadRequestError',
          param: null,
          code: 400,
        },
        400,
      ),
      streamed,
    ),
  ),
  rejects(
    'vLLM',
    'no system message in the template of the model',
    unless(
      hasSystem,
      json(
        {
          object: 'error',
          message: 'System role not supported',
          type: 'BadRequestError',
          code: 400,
        },
        400,
      ),
      streamed,
    ),
  ),
  rejects(
    'xAI',
    'two things at once',
    (request) => {
      if ('stream_options' in request) {
        return json({ error: 'Argument not supported on this model: stream_options' }, 400);
      }
      return hasSystem(request)
        ? json({ error: 'the system message is not supported' }, 400)
        : streamed;
    },
    3,
  ),
  {
    server: 'Mistral',
    exchange: 'chat',
    title: 'one completion whose content is a list of parts',
    play: () =>
      json(
        completion([
          { type: 'thinking', thinking: [{ type: 'text', text: 'June, perhaps?' }] },
          ...pieces.map((part) => ({ type: 'text', text: part })),
        ]),
      ),
    expected: 'answer',
  },
  {
    server: 'DeepSeek',
    exchange: 'chat',
    title: 'one completion with its thoughts beside it',
    play: () => json(completion(answerText, { reasoning_content: 'June, perhaps?' })),
    expected: 'answer',
  },
  {
    server: 'llama.cpp',
    exchange: 'chat',
    title: 'one completion without a reason to have ended',
    play: () => json({ choices: [{ message: { content: answerText } }], usage }),
    expected: 'answer',
  },
  {
    server: 'Ollama',
    exchange: 'chat',
    title: 'a completion with a thought between tags',
    play: () => json(completion(`<think>June, perhaps?</think>\n${answerText}`)),
    expected: 'answer',
  },
];
