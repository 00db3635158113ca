import { describe, expect, it } from 'vitest';
import { concludeReply, emptyReply } from '../../../src/adapters/shared/conclude-reply.js';

const call = { errors: [], provider: 'local', operation: 'chat', model: 'llama3.1' } as const;
const request = {
  prompt: { system: '1234', user: '한국' },
  maxOutputTokens: 10,
  firstTokenMs: 1,
  idleMs: 1,
};

describe('the end of a reply', () => {
  it('estimates tokens where the server counted none', () => {
    const reply = { ...emptyReply(), text: 'twelve bytes', finish: 'stop' };
    expect(concludeReply(reply, request, call)).toEqual({
      kind: 'text',
      text: 'twelve bytes',
      inputTokens: 3,
      outputTokens: 3,
    });
  });

  it('keeps the words in which a model declined', () => {
    const reply = { ...emptyReply(), text: 'I cannot.', declined: true, finish: 'stop' };
    expect(concludeReply(reply, request, call)).toMatchObject({
      kind: 'declined',
      text: 'I cannot.',
    });
  });

  it('takes a reply that finished without text for malformed', () => {
    const reply = { ...emptyReply(), text: ' \n', finish: 'stop' };
    expect(() => concludeReply(reply, request, call)).toThrow(
      'local chat (llama3.1): malformed response (it finished without any text)',
    );
  });
});
