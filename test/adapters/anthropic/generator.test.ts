import { afterEach, beforeEach, describe } from 'vitest';
import { dialectCases } from '../../contract/dialect-cases.js';
import { answerText } from '../../fakes/dialects/dialect-case.js';
import { messageCases } from '../../fakes/dialects/messages.js';
import { startFakeVendor, type FakeVendor } from '../../fakes/fake-vendor.js';
import { createAnthropicGenerator } from '../../../src/adapters/anthropic/generator.js';
import { generatorContract } from '../../contract/generator-contract.js';
import { testApiKey } from '../../contract/vendor-faults.js';

function create({ anthropicBaseUrl }: FakeVendor) {
  return createAnthropicGenerator({
    apiKey: testApiKey,
    baseURL: anthropicBaseUrl,
    model: 'claude-test',
  });
}

generatorContract('anthropic', create, {
  route: 'messages',
  declined: 'refusal',
  tooLong: 'max_tokens',
  overloadedEvent: 'overloaded_error',
  ownFaults: [
    {
      title: 'a prompt that is too long',
      fault: { kind: 'status', status: 400, code: 'context_length_exceeded' },
      expected: { category: 'content', reason: 'context_too_long', retryable: false },
    },
    {
      title: 'a context window that filled up while it wrote',
      fault: { kind: 'finish', reason: 'model_context_window_exceeded' },
      expected: { category: 'content', reason: 'context_too_long', retryable: false },
    },
    {
      title: 'a key echoed by the server',
      fault: { kind: 'status', status: 400, code: 'echo_key' },
      expected: { category: 'client_error', reason: 'key_rejected' },
    },
  ],
});

describe('the Anthropic generator', () => {
  let vendor: FakeVendor;
  beforeEach(async () => {
    vendor = await startFakeVendor();
  });
  afterEach(() => vendor.close());

  const request = {
    prompt: { system: 'Rules.', user: 'Question: nothing' },
    maxOutputTokens: 50,
    firstTokenMs: 20_000,
    idleMs: 20_000,
  };
  const never = new AbortController().signal;

  dialectCases(() => vendor, 'messages', messageCases, {
    call: async () => (await create(vendor).generate(request, never, () => undefined)).text,
    answer: answerText,
  });
});
