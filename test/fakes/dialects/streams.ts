import { dataOf, events, json, type Play, type Player } from '../play.js';
import { answerText, type DialectCase } from './dialect-case.js';

/** Two pieces of the answer, cut in the middle of a word. */
export const pieces = [answerText.slice(0, 17), answerText.slice(17)] as const;
export const usage = { prompt_tokens: 120, completion_tokens: 14, total_tokens: 134 };

export function chunk(delta: unknown, finish: string | null = null, more: object = {}): object {
  return {
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1_763_800_000,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  };
}

export const text = pieces.map((content) => chunk({ content }));
export const role = chunk({ role: 'assistant', content: '' });
export const stop = chunk({}, 'stop');
export const counted = { ...chunk({}), choices: [], usage };
const usual = [role, ...text, stop, counted, '[DONE]'];

export function stream(
  server: string,
  title: string,
  play: Play | Player,
  expected: DialectCase['expected'] = 'answer',
): DialectCase {
  const player = typeof play === 'function' ? play : () => play;
  return { server, exchange: 'stream', title, play: player, expected };
}

const filter = { hate: { filtered: false, severity: 'safe' } };
export const thought = 'June, perhaps? Let me look again.';
const bodyOf = (...all: readonly unknown[]) => events(...all).body;

/** Streams that hold a whole answer, in the form in which each server sends it. */
export const streamCases: readonly DialectCase[] = [
  stream('OpenAI', 'as documented', events(...usual)),
  stream('Azure', 'results of a filter before the answer and in a choice without a delta', () =>
    events(
      { id: '', object: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      role,
      ...text,
      { choices: [{ index: 0, finish_reason: null, content_filter_results: filter }], usage: null },
      stop,
      '[DONE]',
    ),
  ),
  stream(
    'Azure',
    'the reason to stop twice, and once more with no delta',
    events(role, ...text, stop, stop, chunk(null, 'stop'), '[DONE]'),
  ),
  stream(
    'Mistral',
    'content as a list of typed parts, thoughts among them',
    events(
      role,
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: thought }] }] }),
      ...pieces.map((part) => chunk({ content: [{ type: 'text', text: part }] })),
      chunk({ content: '' }, 'stop', { usage }),
      '[DONE]',
    ),
  ),
  stream(
    'LiteLLM',
    'counts without those of the answer in the first chunk',
    events({ ...role, usage: { prompt_tokens: 11, total_tokens: 11 } }, ...usual.slice(1)),
  ),
  stream(
    'LiteLLM',
    'counts in a chunk whose choices are null',
    events(...usual.slice(0, -2), { ...counted, choices: null }, '[DONE]'),
  ),
  stream('DeepSeek', 'thoughts in a field of their own, and comments that keep it alive', {
    body:
      ': keep-alive\n\n' +
      bodyOf(chunk({ content: null, reasoning_content: thought })) +
      ': keep-alive\n\n' +
      bodyOf(...usual),
  }),
  stream('OpenRouter', 'comments and carriage returns', {
    body: usual.map((event) => `: OPENROUTER PROCESSING\r\n\r\n${dataOf(event, '\r\n')}`).join(''),
  }),
  stream(
    'OpenRouter',
    'thoughts as a list of details',
    events(
      chunk({ content: '', reasoning_details: [{ type: 'reasoning.text', text: thought }] }),
      ...usual,
    ),
  ),
  stream(
    'Groq',
    'counts under a name of its own',
    events(role, ...text, { ...stop, x_groq: { id: 'r', usage } }, '[DONE]'),
  ),
  stream(
    'Gemini',
    'no last word, and counts beside the reason to stop',
    events(...pieces.map((content) => chunk({ role: 'assistant', content })), {
      ...stop,
      usage,
    }),
  ),
  stream(
    'vLLM',
    'a thought of which only the end is marked',
    events(role, chunk({ content: `${thought}\n</think>\n\n` }), ...usual.slice(1)),
  ),
  stream(
    'vLLM',
    'thoughts under the shorter name',
    events(chunk({ reasoning: thought }), ...usual),
  ),
  stream(
    'SGLang',
    'a stop that says what it matched, and no space after the colon',
    events(...usual.slice(0, -3), {
      choices: [{ index: 0, delta: { content: null }, finish_reason: 'stop', matched_stop: 2 }],
    }),
  ),
  stream(
    'Ollama',
    'an empty reason to stop until the last chunk',
    events(...text.map((one) => withFinish(one, '')), withFinish(stop, 'stop'), '[DONE]'),
  ),
  stream(
    'Ollama',
    'a thought between tags that come in pieces',
    events(
      ...['<th', 'ink>', thought, '</thi', 'nk>\n\n'].map((content) => chunk({ content })),
      ...usual,
    ),
  ),
  stream('llama.cpp', 'timings, and no blank line at the end', {
    body: bodyOf(role, ...text, { ...stop, timings: { prompt_n: 120, predicted_n: 14 } }).trimEnd(),
  }),
  stream('LM Studio', 'one byte a packet', { ...events(...usual), bytesPerPacket: 1 }),
  stream(
    'Together',
    'text beside the choice, and its own word for a good end',
    events(
      ...pieces.map((part) => ({ choices: [{ index: 0, text: part, delta: { content: part } }] })),
      withFinish(stop, 'eos'),
      '[DONE]',
    ),
  ),
  stream('TGI', 'no space after the colon', {
    body: bodyOf(role, ...text, withFinish(stop, 'eos_token')).replaceAll('data: ', 'data:'),
  }),
  stream(
    'Perplexity',
    'counts in every chunk, and sources beside the choices',
    events(
      ...[role, ...text, stop].map((one, at) => ({
        ...one,
        citations: ['https://example.com'],
        usage: { ...usage, completion_tokens: at + 1 },
      })),
      '[DONE]',
    ),
  ),
  stream(
    'Qualcomm GenieX',
    'no reason to stop at all, but counts and the last word',
    events(...[role, ...text].map((one) => withFinish(one, undefined)), counted, '[DONE]'),
  ),
  stream('a gateway', 'one completion in place of a stream', json(completion(answerText))),
  stream('a gateway', 'no content type', { ...events(...usual), headers: {} }),
  stream('a gateway', 'the content type of JSON', {
    ...events(...usual),
    headers: { 'content-type': 'application/json' },
  }),
  stream('a gateway', 'a byte order mark, and data on several lines', {
    body: `\uFEFF${usual.map((event) => dataOf(lines(event))).join('')}`,
  }),
  stream('a gateway', 'a JSON value a line', {
    headers: { 'content-type': 'application/x-ndjson' },
    body: [role, ...text, stop].map((one) => `${JSON.stringify(one)}\n`).join(''),
  }),
  stream(
    'a gateway',
    'empty data, null data and events of its own',
    events('', 'null', { type: 'ping' }, role, { event: 'queue', place: 2 }, ...usual.slice(1)),
  ),
];

export function completion(content: unknown, message: object = {}): object {
  return {
    id: 'c1',
    object: 'chat.completion',
    choices: [
      { index: 0, message: { role: 'assistant', content, ...message }, finish_reason: 'stop' },
    ],
    usage,
  };
}

export function withFinish(one: object, finish: string | undefined): object {
  const [choice] = (one as { choices: { delta: unknown }[] }).choices;
  const { delta } = choice ?? { delta: {} };
  const ends = finish === undefined ? {} : { finish_reason: finish };
  return { ...one, choices: [{ index: 0, delta, ...ends }] };
}

/** JSON over several lines, each of which is data of the same event. */
function lines(event: unknown): string {
  if (typeof event === 'string') return event;
  return JSON.stringify(event, undefined, 1).replaceAll('\n', '\ndata: ');
}
