import { z } from 'zod';
import type { GenerateRequest, Generation, Generator } from '../../ports/generator.js';
import { concludeReply, emptyReply, type Reply } from '../shared/conclude-reply.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { readBounded } from '../shared/read-bounded.js';
import { requireEventStream } from '../shared/require-event-stream.js';
import { toPortError } from '../shared/to-port-error.js';
import type { VendorCall } from '../shared/vendor-call.js';
import { createOpenAiClient, type OpenAiAccount } from './client.js';
import { openaiErrors } from './errors.js';

export interface OpenAiGeneratorOptions extends OpenAiAccount {
  /** `openai`, or `local` for a server of one's own that speaks the same protocol. */
  readonly provider: string;
  readonly model: string;
}

const chatChunk = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});
type ChatChunk = z.infer<typeof chatChunk>;

/** Generates through OpenAI's chat completions or a server that speaks them. */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): Generator {
  const { provider, model } = options;
  const client = createOpenAiClient(options);
  const call: VendorCall = { errors: openaiErrors, provider, operation: 'chat', model };

  async function open(
    request: GenerateRequest,
    reply: Reply,
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>> {
    const { data, response } = await client.chat.completions
      .create(
        {
          model,
          messages: [
            { role: 'system', content: request.prompt.system },
            { role: 'user', content: request.prompt.user },
          ],
          stream: true,
          stream_options: { include_usage: true },
          ...outputLimit(provider, request.maxOutputTokens),
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
    async generate(request, signal, onText): Promise<Generation> {
      const reply = emptyReply();
      try {
        await readBounded(
          call,
          { ...request, signal },
          (bounded) => open(request, reply, bounded),
          (event) => {
            const grown = addChunk(reply, parseAnswer(chatChunk, event, call));
            if (grown) onText(reply.text);
            return grown;
          },
        );
        return concludeReply(reply, request, call);
      } catch (error) {
        const failure = toPortError(error, call, signal);
        if (failure.reason !== 'content_filtered') throw failure;
        // The content filter of some servers answers a prompt with an HTTP error.
        return { kind: 'declined', text: '', inputTokens: 0, outputTokens: 0 };
      }
    },
  };
}

/** OpenAI's newer models refuse `max_tokens`; many compatible servers know nothing else. */
function outputLimit(provider: string, tokens: number): object {
  return provider === 'openai' ? { max_completion_tokens: tokens } : { max_tokens: tokens };
}

/** True when the chunk made the text grow. */
function addChunk(reply: Reply, { choices, usage }: ChatChunk): boolean {
  if (usage) {
    reply.inputTokens = usage.prompt_tokens;
    reply.outputTokens = usage.completion_tokens;
  }
  const choice = choices[0];
  if (!choice) return false;
  const { content, refusal } = choice.delta;
  if (refusal) reply.declined = true;
  if (choice.finish_reason) reply.finish = choice.finish_reason;
  const added = content ?? refusal ?? '';
  reply.text += added;
  return added !== '';
}
