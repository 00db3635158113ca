import type { GenerateRequest, Generator } from '../../ports/generator.js';
import { createGenerator, type GeneratorOptions } from '../shared/generate.js';
import { outputRoom } from '../shared/reply.js';
import { withoutRejected, type ServerProfile } from '../shared/server-profile.js';
import { createAnthropicClient } from './client.js';
import { anthropicErrors } from './errors.js';
import { readMessages } from './read-messages.js';

export interface AnthropicGeneratorOptions extends Omit<GeneratorOptions, 'provider'> {
  /** `anthropic` where it is left out. */
  readonly provider?: string | undefined;
}

/** The vendor takes no smaller budget for reasoning. */
const leastThinking = 1_024;

/** Generates through Anthropic's messages or a server that speaks them. */
export function createAnthropicGenerator(given: AnthropicGeneratorOptions): Generator {
  const options = { ...given, provider: given.provider ?? 'anthropic' };
  const client = createAnthropicClient(options);
  return createGenerator(options, (profile) => ({
    operation: 'messages',
    errors: anthropicErrors,
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
  }));
}

const needed: ReadonlySet<string> = new Set(['model', 'max_tokens', 'system', 'messages']);

function messagesBody(
  options: GeneratorOptions,
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
