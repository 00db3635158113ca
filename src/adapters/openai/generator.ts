import type { GenerateRequest, Generator } from '../../ports/generator.js';
import { createGenerator, type GeneratorOptions } from '../shared/generate.js';
import { outputRoom } from '../shared/reply.js';
import { withoutRejected, type ServerProfile } from '../shared/server-profile.js';
import { createOpenAiClient } from './client.js';
import { openaiErrors } from './errors.js';
import { readChat } from './read-chat.js';

type TokenParameter = 'max_tokens' | 'max_completion_tokens';

export interface OpenAiGeneratorOptions extends GeneratorOptions {
  /** How the server calls its limit of output; the other name is tried where this one is rejected. */
  readonly tokenParameter?: TokenParameter | undefined;
}

type LeftOut = (name: string) => boolean;

/** Generates through OpenAI's chat completions or any server that speaks them. */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): Generator {
  const client = createOpenAiClient(options);
  return createGenerator(options, (profile) => ({
    operation: 'chat',
    errors: openaiErrors,
    read: readChat,
    open(request, signal) {
      const bodyOf = (leftOut: LeftOut) => chatBody(options, request, profile, leftOut);
      return withoutRejected(
        profile,
        (leftOut) =>
          client.post('/chat/completions', { body: bodyOf(leftOut), signal }).asResponse(),
        (leftOut) => rejectable(bodyOf(leftOut)),
      );
    },
  }));
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
