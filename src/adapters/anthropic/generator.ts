import { z } from 'zod';
import type { GenerateRequest, Generator } from '../../ports/generator.js';
import { concludeReply, emptyReply, type Reply } from '../shared/conclude-reply.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { readBounded } from '../shared/read-bounded.js';
import { requireEventStream } from '../shared/require-event-stream.js';
import { toPortError } from '../shared/to-port-error.js';
import type { VendorCall } from '../shared/vendor-call.js';
import { createAnthropicClient, type AnthropicAccount } from './client.js';
import { anthropicErrors } from './errors.js';

export interface AnthropicGeneratorOptions extends AnthropicAccount {
  readonly model: string;
}

const cachedTokens = z.number().nullish();
const messageStart = z.object({
  message: z.object({
    usage: z.object({
      input_tokens: z.number(),
      cache_creation_input_tokens: cachedTokens,
      cache_read_input_tokens: cachedTokens,
    }),
  }),
});
const contentBlockDelta = z.object({ delta: z.object({ text: z.string().optional() }) });
const messageDelta = z.object({
  delta: z.object({ stop_reason: z.string().nullish() }),
  usage: z.object({ output_tokens: z.number() }),
});
const anyEvent = z.object({ type: z.string() });

/** Generates through Anthropic's messages. */
export function createAnthropicGenerator(options: AnthropicGeneratorOptions): Generator {
  const provider = 'anthropic';
  const { model } = options;
  const client = createAnthropicClient(options);
  const call: VendorCall = { errors: anthropicErrors, provider, operation: 'messages', model };

  async function open(
    { prompt, maxOutputTokens }: GenerateRequest,
    reply: Reply,
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const { data, response } = await client.messages
      .create(
        {
          model,
          max_tokens: maxOutputTokens,
          system: prompt.system,
          messages: [{ role: 'user', content: prompt.user }],
          stream: true,
        },
        { signal },
      )
      .withResponse();
    requireEventStream(response.headers, call);
    reply.headers = response.headers;
    return data;
  }

  return {
    provider,
    model,
    async generate(request, signal, onText) {
      const reply: AnthropicReply = { ...emptyReply(), stopReason: undefined };
      try {
        await readBounded(
          call,
          { ...request, signal },
          (bounded) => open(request, reply, bounded),
          (event) => {
            const grown = addEvent(reply, event, call);
            if (grown) onText(reply.text);
            return grown;
          },
        );
        return concludeReply(reply, request, call);
      } catch (error) {
        throw toPortError(error, call, signal);
      }
    },
  };
}

interface AnthropicReply extends Reply {
  /** Known before `message_stop`, and worth nothing without it. */
  stopReason: string | undefined;
}

/** True when the event made the text grow. The vendor may add kinds of events at any time: those pass. */
function addEvent(reply: AnthropicReply, event: unknown, call: VendorCall): boolean {
  switch (parseAnswer(anyEvent, event, call).type) {
    case 'message_start': {
      const { usage } = parseAnswer(messageStart, event, call).message;
      const cached =
        (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);
      reply.inputTokens = usage.input_tokens + cached;
      return false;
    }
    case 'content_block_delta': {
      const added = parseAnswer(contentBlockDelta, event, call).delta.text ?? '';
      reply.text += added;
      return added !== '';
    }
    case 'message_delta': {
      const { delta, usage } = parseAnswer(messageDelta, event, call);
      reply.stopReason = delta.stop_reason ?? undefined;
      reply.outputTokens = usage.output_tokens;
      return false;
    }
    case 'message_stop':
      reply.finish = reply.stopReason;
      return false;
    default:
      return false;
  }
}
