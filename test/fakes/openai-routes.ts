import { z } from 'zod';
import { answerFromPrompt } from './answer-from-prompt.js';
import { fakeVector } from './fake-vector.js';
import type { Route } from './route.js';
import { fakeTokens } from './text-terms.js';
import { limitTokens, splitTokens } from './token-split.js';
import { replyWithEvents, replyWithJson, type StreamEvent } from './vendor-reply.js';

const embeddingsRequest = z.object({
  model: z.string(),
  input: z
    .union([z.string(), z.array(z.string())])
    .transform((input) => [input].flat())
    .pipe(z.array(z.string().min(1)).min(1).max(2048)),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.number().int().positive().optional(),
});

/** POST /v1/embeddings. */
export const embeddingsRoute: Route<z.infer<typeof embeddingsRequest>> = {
  name: 'embeddings',
  dialect: 'openai',
  request: embeddingsRequest,
  inputs: ({ input }) => input,
  usage: ({ input }) => ({
    inputTokens: input.reduce((sum, text) => sum + fakeTokens(text), 0),
    outputTokens: 0,
  }),
  async reply(request, exchange, { usage, dimensions }) {
    const defect = exchange.fault?.kind === 'vectors' ? exchange.fault.defect : undefined;
    const length = (request.dimensions ?? dimensions) + (defect === 'wrongDimensions' ? 1 : 0);
    const encode = (vector: Float32Array): unknown =>
      request.encoding_format === 'float'
        ? [...vector]
        : Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
    const data = request.input.map((text, index) => {
      const vector = fakeVector(text, length);
      if (defect === 'nan') vector[0] = NaN;
      return {
        object: 'embedding',
        index: defect === 'duplicateIndex' ? 0 : index,
        embedding: defect === 'null' ? null : encode(vector),
      };
    });
    await replyWithJson(exchange, {
      object: 'list',
      data: defect === 'missing' ? data.slice(1) : data,
      model: request.model,
      usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens },
    });
  },
};

const chatRequest = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).optional(),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
});
type ChatRequest = z.infer<typeof chatRequest>;

/** POST /v1/chat/completions, streamed or not. */
export const chatRoute: Route<ChatRequest> = {
  name: 'chat',
  dialect: 'openai',
  request: chatRequest,
  inputs: ({ messages }) => [messages.at(-1)?.content ?? ''],
  usage: (request) => ({
    inputTokens: fakeTokens(request.messages.map(({ content }) => content).join('\n')),
    outputTokens: chatAnswer(request).tokens.length,
  }),
  async reply(request, exchange, { usage }) {
    const { tokens, finish } = chatAnswer(request);
    const reason = exchange.fault?.kind === 'finish' ? exchange.fault.reason : finish;
    const shared = { id: 'chatcmpl-fake', created: 1_763_800_000, model: request.model };
    const counts = {
      prompt_tokens: usage.inputTokens,
      completion_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
    };
    if (!request.stream) {
      const message = { role: 'assistant', content: tokens.join(''), refusal: null };
      await replyWithJson(exchange, {
        ...shared,
        object: 'chat.completion',
        choices: [{ index: 0, message, logprobs: null, finish_reason: reason }],
        usage: counts,
      });
      return;
    }
    const includeUsage = request.stream_options?.include_usage ?? false;
    const chunk = (role: StreamEvent['role'], choices: unknown, total: unknown): StreamEvent => ({
      role,
      data: {
        ...shared,
        object: 'chat.completion.chunk',
        choices,
        ...(includeUsage && { usage: total }),
      },
    });
    const choice = (delta: unknown, finish_reason: string | null): unknown => [
      { index: 0, delta, logprobs: null, finish_reason },
    ];
    await replyWithEvents(exchange, [
      chunk('opening', choice({ role: 'assistant', content: '', refusal: null }, null), null),
      ...tokens.map((content) => chunk('token', choice({ content }, null), null)),
      chunk('closing', choice({}, reason), null),
      ...(includeUsage ? [chunk('closing', [], counts)] : []),
      { role: 'closing', data: '[DONE]' },
    ]);
  },
};

function chatAnswer(request: ChatRequest): { tokens: string[]; finish: 'stop' | 'length' } {
  const answer = answerFromPrompt(request.messages.at(-1)?.content ?? '');
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const { tokens, cut } = limitTokens(splitTokens(answer), limit);
  return { tokens, finish: cut ? 'length' : 'stop' };
}
