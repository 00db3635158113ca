import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenAiGenerator } from '../../../src/adapters/openai/generator.js';
import type { Generator } from '../../../src/ports/generator.js';
import { generatorContract, type GeneratorContract } from '../../contract/generator-contract.js';
import { testApiKey } from '../../contract/vendor-faults.js';
import { dialectCases } from '../../contract/dialect-cases.js';
import { brokenStreamCases } from '../../fakes/dialects/broken-streams.js';
import { chatCases } from '../../fakes/dialects/chat.js';
import { answerText } from '../../fakes/dialects/dialect-case.js';
import { errorCases } from '../../fakes/dialects/errors.js';
import { pieces, streamCases } from '../../fakes/dialects/streams.js';
import { startFakeVendor, type FakeVendor } from '../../fakes/fake-vendor.js';

function create(vendor: FakeVendor, provider = 'openai'): Generator {
  const baseURL = vendor.openaiBaseUrl;
  return createOpenAiGenerator({ provider, apiKey: testApiKey, baseURL, model: 'gpt-4o-mini' });
}

const contract: GeneratorContract = {
  route: 'chat',
  declined: 'content_filter',
  tooLong: 'length',
  overloadedEvent: 'overloaded_error',
  ownFaults: [
    {
      title: 'a context that is too long',
      fault: { kind: 'status', status: 400, code: 'context_length_exceeded' },
      expected: { category: 'content', reason: 'context_too_long', retryable: false },
    },
    {
      title: 'an exhausted quota',
      fault: { kind: 'status', status: 429, code: 'insufficient_quota' },
      expected: { category: 'resource', reason: 'quota_exhausted', circuit: 'open' },
    },
    {
      title: 'a key echoed by the server',
      fault: { kind: 'status', status: 400, code: 'echo_key' },
      expected: { category: 'client_error', reason: 'key_rejected' },
    },
    {
      title: 'a call to a tool that was not offered',
      fault: { kind: 'finish', reason: 'tool_calls' },
      expected: { category: 'content', reason: 'malformed_response', circuit: 'ignore' },
    },
  ],
};

generatorContract('openai', create, contract);
generatorContract('a local server', (vendor) => create(vendor, 'local'), contract);

describe('the OpenAI generator', () => {
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

  describe('of other servers', () => {
    const cases = [...streamCases, ...brokenStreamCases, ...chatCases, ...errorCases];
    for (const provider of ['openai', 'local']) {
      const limit = provider === 'openai' ? 'newer' : 'older';
      // A server that takes the name of the limit which is sent anyway has nothing to reject.
      const played = cases.filter(({ title }) => !title.includes(`only the ${limit} name`));
      describe(provider, () => {
        dialectCases(() => vendor, 'chat', played, {
          call: async () =>
            (await create(vendor, provider).generate(request, never, () => undefined)).text,
          answer: answerText,
        });
      });
    }

    it('thoughts are progress, and never shown', async () => {
      const [thinking] = streamCases.filter(({ server }) => server === 'DeepSeek');
      vendor.faults.always('chat', { kind: 'play', play: thinking?.play ?? (() => undefined) });
      const seen: string[] = [];
      await create(vendor).generate(request, never, (text) => seen.push(text));
      expect(seen).toEqual(['', pieces[0], answerText]);
    });
  });

  it('takes a prompt that a filter rejected for declined', async () => {
    vendor.faults.next('chat', { kind: 'status', status: 400, code: 'content_filter' });
    const generation = await create(vendor).generate(request, never, () => undefined);
    expect(generation).toEqual({ kind: 'declined', text: '', inputTokens: 0, outputTokens: 0 });
  });

  it.each([
    { provider: 'openai', limit: { max_completion_tokens: 50 } },
    { provider: 'local', limit: { max_tokens: 50 } },
  ])('names the output limit as $provider knows it', async ({ provider, limit }) => {
    await create(vendor, provider).generate(request, never, () => undefined);
    expect(vendor.calls.records[0]?.body).toMatchObject(limit);
  });
});
