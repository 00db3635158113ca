import type { GenerateRequest, Generator } from '../../ports/generator.js';
import { generateReply, type GeneratorProtocol } from '../shared/generate.js';
import { promptTooLarge } from '../shared/model-errors.js';
import type { VendorAccount } from '../shared/http.js';
import { outputRoom } from '../shared/reply.js';
import { ServerProfile, withoutRejected } from '../shared/server-profile.js';
import type { VendorCall } from '../shared/vendor-call.js';
import { createOpenAiClient } from './client.js';
import { openaiErrors } from './errors.js';
import { readChat } from './read-chat.js';

export type TokenParameter = 'max_tokens' | 'max_completion_tokens';

export interface OpenAiGeneratorOptions extends VendorAccount {
  /** Names the generator in results, errors and queues. */
  readonly provider: string;
  readonly model: string;
  /** How the server calls its limit of output; the other name is tried where this one is rejected. */
  readonly tokenParameter?: TokenParameter | undefined;
  /** False for a server that answers in one piece. */
  readonly streaming?: boolean | undefined;
  /** Tokens of output for reasoning, beside those of the answer. */
  readonly reasoningTokens?: number | undefined;
  /** How much the model is to reason: `low`, `medium`, … */
  readonly reasoningEffort?: string | undefined;
  /** More fields of the request, as the server knows them, such as `temperature`. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
  /** Told once of each thing the server was found to need. */
  readonly onAdjusted?: ((words: string) => void) | undefined;
}

type LeftOut = (name: string) => boolean;

/** Generates through OpenAI's chat completions or any server that speaks them. */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): Generator {
  const { provider, model } = options;
  const client = createOpenAiClient(options);
  const call: VendorCall = {
    errors: [...openaiErrors, promptTooLarge],
    provider,
    operation: 'chat',
    model,
  };
  const profile = new ServerProfile(options.onAdjusted);

  const protocol: GeneratorProtocol = {
    call,
    profile,
    room: ({ maxOutputTokens }) => outputRoom(maxOutputTokens, profile, options.reasoningTokens),
    streams: () => (options.streaming ?? true) && !profile.has('no stream'),
    read: readChat,
    open(request, signal) {
      return withoutRejected(
        profile,
        (leftOut) =>
          client
            .post('/chat/completions', {
              body: chatBody(options, request, profile, leftOut),
              signal,
            })
            .asResponse(),
        (leftOut) => rejectable(chatBody(options, request, profile, leftOut)),
      );
    },
  };

  return {
    provider,
    model,
    adjustments: () => profile.adjustments,
    generate: (request, signal, onText) => generateReply(protocol, request, signal, onText),
  };
}

function chatBody(
  options: OpenAiGeneratorOptions,
  { prompt, maxOutputTokens }: GenerateRequest,
  profile: ServerProfile,
  leftOut: LeftOut,
): Readonly<Record<string, unknown>> {
  const { model, provider, streaming = true, reasoningTokens, reasoningEffort } = options;
  // OpenAI's newer models reject `max_tokens`; many compatible servers know nothing else.
  const preferred =
    options.tokenParameter ?? (provider === 'openai' ? 'max_completion_tokens' : 'max_tokens');
  const limits: readonly TokenParameter[] = [preferred, 'max_completion_tokens', 'max_tokens'];
  const limit = limits.find((name) => !leftOut(name));
  const streams = streaming && !leftOut('stream');
  const optional: Readonly<Record<string, unknown>> = {
    ...(streams && { stream: true, stream_options: { include_usage: true } }),
    ...(limit && { [limit]: outputRoom(maxOutputTokens, profile, reasoningTokens) }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...options.extraBody,
  };
  const system = { role: 'system', content: prompt.system };
  const messages = leftOut('system')
    ? [{ role: 'user', content: `${prompt.system}\n\n${prompt.user}` }]
    : [system, { role: 'user', content: prompt.user }];
  const taken = Object.entries(optional).filter(([name]) => !leftOut(name));
  return { model, messages, ...Object.fromEntries(taken) };
}

/** What the request can do without. */
function rejectable(body: Readonly<Record<string, unknown>>): readonly string[] {
  const fields = Object.keys(body).filter((name) => name !== 'model' && name !== 'messages');
  const messages = body['messages'] as readonly unknown[];
  return messages.length > 1 ? [...fields, 'system'] : fields;
}
