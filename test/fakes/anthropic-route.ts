import { z } from 'zod';
import { answerFromPrompt } from './answer-from-prompt.js';
import type { Route } from './route.js';
import { fakeTokens } from './text-terms.js';
import { limitTokens, splitTokens } from './token-split.js';
import { replyWithEvents, replyWithJson, type StreamEvent } from './vendor-reply.js';

const messagesRequest = z.object({
  model: z.string(),
  max_tokens: z.number().int().positive(),
  system: z.string().default(''),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  stream: z.boolean().default(false),
});
type MessagesRequest = z.infer<typeof messagesRequest>;

/** POST /v1/messages, streamed or not. */
export const messagesRoute: Route<MessagesRequest> = {
  name: 'messages',
  dialect: 'anthropic',
  request: messagesRequest,
  inputs: ({ messages }) => [messages.at(-1)?.content ?? ''],
  usage: (request) => ({
    inputTokens: fakeTokens([request.system, ...request.messages.map((m) => m.content)].join('\n')),
    outputTokens: answer(request).tokens.length,
  }),
  async reply(request, exchange, { usage }) {
    const { tokens, cut } = answer(request);
    const finish = cut ? 'max_tokens' : 'end_turn';
    const reason = exchange.fault?.kind === 'finish' ? exchange.fault.reason : finish;
    const message = {
      id: 'msg_fake',
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [] as unknown[],
      stop_reason: null as string | null,
      stop_sequence: null,
      usage: usageBlock(usage.inputTokens, 1),
    };
    if (!request.stream) {
      await replyWithJson(exchange, {
        ...message,
        content: [{ type: 'text', text: tokens.join('') }],
        stop_reason: reason,
        usage: usageBlock(usage.inputTokens, usage.outputTokens),
      });
      return;
    }
    const event = (role: StreamEvent['role'], type: string, fields: object): StreamEvent => ({
      role,
      name: type,
      data: { type, ...fields },
    });
    const block = { type: 'text', text: '' };
    await replyWithEvents(exchange, [
      event('opening', 'message_start', { message }),
      event('opening', 'content_block_start', { index: 0, content_block: block }),
      event('opening', 'ping', {}),
      ...tokens.map((text) =>
        event('token', 'content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
      ),
      event('closing', 'content_block_stop', { index: 0 }),
      event('closing', 'message_delta', {
        delta: { stop_reason: reason, stop_sequence: null },
        usage: { output_tokens: usage.outputTokens },
      }),
      event('closing', 'message_stop', {}),
    ]);
  },
};

function answer(request: MessagesRequest): { tokens: string[]; cut: boolean } {
  const text = answerFromPrompt(request.messages.at(-1)?.content ?? '');
  return limitTokens(splitTokens(text), request.max_tokens);
}

function usageBlock(input_tokens: number, output_tokens: number): object {
  return {
    input_tokens,
    output_tokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    service_tier: 'standard',
  };
}
