import { createAnthropicGenerator } from '../../../src/adapters/anthropic/generator.js';
import { generatorContract } from '../../contract/generator-contract.js';
import { testApiKey } from '../../contract/vendor-faults.js';

generatorContract(
  'anthropic',
  ({ anthropicBaseUrl }) =>
    createAnthropicGenerator({
      apiKey: testApiKey,
      baseURL: anthropicBaseUrl,
      model: 'claude-test',
    }),
  {
    route: 'messages',
    refusal: 'refusal',
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
  },
);
