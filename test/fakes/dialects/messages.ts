import { json, namedEvent, type Play } from '../play.js';
import { answerText, type DialectCase } from './dialect-case.js';

/** Two pieces of the answer. */
const pieces = [answerText.slice(0, 17), answerText.slice(17)];

const start = (usage: object | undefined) =>
  namedEvent('message_start', { message: { id: 'm', role: 'assistant', content: [], usage } });
const block = (content_block: object) =>
  namedEvent('content_block_start', { index: 0, content_block });
const delta = (fields: object) => namedEvent('content_block_delta', { index: 0, delta: fields });
const text =
  block({ type: 'text', text: '' }) +
  pieces.map((part) => delta({ type: 'text_delta', text: part })).join('');
const end = (stop_reason: string | null, usage: object | undefined = { output_tokens: 14 }) =>
  namedEvent('message_delta', { delta: { stop_reason, stop_sequence: null }, usage });
const stop = namedEvent('message_stop');
const input = { input_tokens: 120, output_tokens: 1 };

function message(
  server: string,
  title: string,
  body: string | Play,
  expected: DialectCase['expected'] = 'answer',
): DialectCase {
  const play = typeof body === 'string' ? { body } : body;
  return { server, exchange: 'stream', title, play: () => play, expected };
}

/** What Anthropic and servers that speak its messages send. */
export const messageCases: readonly DialectCase[] = [
  message('Anthropic', 'as documented', start(input) + text + end('end_turn') + stop),
  message('Anthropic', 'a start without counts', start({}) + text + end('end_turn') + stop),
  message(
    'Anthropic',
    'a start without usage',
    start(undefined) + text + end('end_turn', undefined) + stop,
  ),
  message(
    'Anthropic',
    'thoughts, their signature and pings before the text',
    start(input) +
      block({ type: 'thinking', thinking: '', signature: '' }) +
      delta({ type: 'thinking_delta', thinking: 'June, perhaps?' }) +
      namedEvent('ping') +
      delta({ type: 'signature_delta', signature: 'x' }) +
      namedEvent('content_block_stop', { index: 0 }) +
      text +
      end('end_turn') +
      stop,
  ),
  message(
    'Anthropic',
    'kinds of events and blocks that are not known yet',
    start(input) +
      namedEvent('context_edit', { place: 1 }) +
      block({ type: 'redacted_thinking', data: 'x' }) +
      block({ type: 'server_note', note: 'x' }) +
      text +
      end('stop_sequence') +
      stop,
  ),
  message(
    'Bedrock',
    'all counts at the end',
    start(undefined) + text + end('end_turn', { input_tokens: 120, output_tokens: 14 }) + stop,
  ),
  message(
    'a gateway',
    'carriage returns',
    (start(input) + text + end('end_turn') + stop).replaceAll('\n', '\r\n'),
  ),
  message('a gateway', 'an end without the last event', start(input) + text + end('end_turn')),
  message(
    'a gateway',
    'one message in place of a stream',
    json({
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'June, perhaps?' },
        ...pieces.map((part) => ({ type: 'text', text: part })),
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 120, output_tokens: 14 },
    }),
  ),
  message('Anthropic', 'a pause for a tool', start(input) + text + end('pause_turn') + stop, {
    reason: 'malformed_response',
    circuit: 'ignore',
  }),
  message(
    'Anthropic',
    'a window that is full',
    start(input) + text + end('model_context_window_exceeded') + stop,
    {
      reason: 'context_too_long',
    },
  ),
  message('Anthropic', 'an end it does not explain', start(input) + text + end('novelty') + stop, {
    reason: 'incompatible_response',
    circuit: 'ignore',
  }),
  message('Anthropic', 'text that does not end', start(input) + text, {
    reason: 'stream_cut',
    circuit: 'count',
  }),
  message(
    'Anthropic',
    'an overload after some text',
    start(input) +
      text +
      namedEvent('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
    { reason: 'overloaded', circuit: 'count' },
  ),
  message(
    'Anthropic',
    'a rate limit inside a stream',
    start(input) +
      namedEvent('error', {
        error: { type: 'rate_limit_error', message: 'This would exceed your rate limit.' },
      }),
    { reason: 'rate_limited', circuit: 'ignore' },
  ),
  message('Anthropic', 'no text, but billed', start(input) + end('end_turn') + stop, {
    reason: 'empty_reply',
  }),
  {
    ...message(
      'Anthropic',
      'a prompt too long',
      json(
        {
          type: 'error',
          error: {
            type: 'invalid_request_error',
            message: 'input length and `max_tokens` exceed context limit: 190000 + 8192 > 200000',
          },
        },
        400,
      ),
      { reason: 'context_too_long' },
    ),
    exchange: 'errors',
  },
  {
    ...message(
      'Anthropic',
      'an empty account',
      json(
        {
          type: 'error',
          error: {
            type: 'invalid_request_error',
            message: 'Your credit balance is too low to access the Anthropic API.',
          },
        },
        400,
      ),
      { reason: 'quota_exhausted', circuit: 'open' },
    ),
    exchange: 'errors',
  },
];
