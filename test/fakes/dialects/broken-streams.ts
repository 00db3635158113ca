import { events } from '../play.js';
import { answerText, type DialectCase } from './dialect-case.js';
import { chunk, counted, role, stop, stream, text, thought, withFinish } from './streams.js';

/** Streams that are no whole answer, whatever text they hold. */
export const brokenStreamCases: readonly DialectCase[] = [
  stream(
    'DeepSeek',
    'an end for lack of resources',
    events(...text, withFinish(stop, 'insufficient_system_resource')),
    {
      reason: 'overloaded',
    },
  ),
  stream('OpenRouter', 'an end by an error', events(...text, withFinish(stop, 'error')), {
    reason: 'server_error',
  }),
  stream(
    'Mistral',
    'an end at the length of the model',
    events(...text, withFinish(stop, 'model_length')),
    {
      reason: 'output_too_long',
    },
  ),
  stream('vLLM', 'an end it does not explain', events(...text, withFinish(stop, 'repetition')), {
    reason: 'incompatible_response',
    circuit: 'ignore',
  }),
  stream(
    'a gateway',
    'neither a reason to stop nor counts',
    events(...text.map((one) => withFinish(one, undefined)), '[DONE]'),
    {
      reason: 'stream_cut',
      circuit: 'count',
    },
  ),
  stream('a gateway', 'text in a field of its own', events({ output: answerText }, '[DONE]'), {
    reason: 'incompatible_response',
    circuit: 'ignore',
  }),
  stream(
    'a gateway',
    'content that is no text',
    events(role, chunk({ content: { value: answerText } }), stop, '[DONE]'),
    {
      reason: 'incompatible_response',
      circuit: 'ignore',
    },
  ),
  stream(
    'OpenAI',
    'no text, but billed',
    events(chunk({ content: null }), stop, counted, '[DONE]'),
    {
      reason: 'empty_reply',
    },
  ),
  stream(
    'SGLang',
    'thoughts that took all the room',
    events(chunk({ reasoning_content: thought }), withFinish(stop, 'length'), counted, '[DONE]'),
    {
      reason: 'output_too_long',
    },
  ),
];
