import type { GenerateRequest, Generator } from '../../ports/generator.js';
import { generateReply, type GeneratorProtocol } from '../shared/generate.js';
import type { VendorAccount } from '../shared/http.js';
import { promptTooLarge } from '../shared/model-errors.js';
import { outputRoom } from '../shared/reply.js';
import { ServerProfile, withoutRejected } from '../shared/server-profile.js';
import type { VendorCall } from '../shared/vendor-call.js';
import { createAnthropicClient } from './client.js';
import { anthropicErrors } from './errors.js';
import { readMessages } from './read-messages.js';

export interface AnthropicGeneratorOptions extends VendorAccount {
  /** Names the generator in results, errors and queues; `anthropic` where it is left out. */
  readonly provider?: string | undefined;
  readonly model: string;
  readonly streaming?: boolean | undefined;
  /** Tokens for reasoning, beside those of the answer; the vendor takes 1,024 or more. */
  readonly reasoningTokens?: number | undefined;
  readonly reasoningEffort?: string | undefined;
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
  readonly onAdjusted?: ((words: string) => void) | undefined;
}

const leastThinking = 1_024;

/** Generates through Anthropic's messages or a server that speaks them. */
export function createAnthropicGenerator(options: AnthropicGeneratorOptions): Generator {
  const { provider = 'anthropic', model } = options;
  const client = createAnthropicClient(options);
  const call: VendorCall = {
    errors: [...anthropicErrors, promptTooLarge],
    provider,
    operation: 'messages',
    model,
  };
  const profile = new ServerProfile(options.onAdjusted);

  const protocol: GeneratorProtocol = {
    call,
    profile,
    room: ({ maxOutputTokens }) => outputRoom(maxOutputTokens, profile, options.reasoningTokens),
    streams: () => (options.streaming ?? true) && !profile.has('no stream'),
    read: readMessages,
    open(request, signal) {
      const bodyOf = (leftOut: (name: string) => boolean) =>
        messagesBody(options, request, profile, leftOut);
      return withoutRejected(
        profile,
        (leftOut) => client.post('/v1/messages', { body: bodyOf(leftOut), signal }).asResponse(),
        (leftOut) => Object.keys(bodyOf(leftOut)).filter((name) => !needed.has(name)),
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

const needed: ReadonlySet<string> = new Set(['model', 'max_tokens', 'system', 'messages']);

function messagesBody(
  options: AnthropicGeneratorOptions,
  { prompt, maxOutputTokens }: GenerateRequest,
  profile: ServerProfile,
  leftOut: (name: string) => boolean,
): Readonly<Record<string, unknown>> {
  const { model, streaming = true, reasoningTokens = 0, reasoningEffort } = options;
  const optional: Readonly<Record<string, unknown>> = {
    ...(streaming && { stream: true }),
    ...(reasoningTokens >= leastThinking && {
      thinking: { type: 'enabled', budget_tokens: reasoningTokens },
    }),
    ...(reasoningEffort !== undefined && { output_config: { effort: reasoningEffort } }),
    ...options.extraBody,
  };
  const taken = Object.entries(optional).filter(([name]) => !leftOut(name));
  return {
    model,
    max_tokens: outputRoom(maxOutputTokens, profile, reasoningTokens),
    system: prompt.system,
    messages: [{ role: 'user', content: prompt.user }],
    ...Object.fromEntries(taken),
  };
}
