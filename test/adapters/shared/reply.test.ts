import { describe, expect, it } from 'vitest';
import { Reply } from '../../../src/adapters/shared/reply.js';
import { ServerProfile } from '../../../src/adapters/shared/server-profile.js';
import type { PortError } from '../../../src/ports/port-error.js';

const call = { errors: [], provider: 'local', operation: 'chat', model: 'llama3.1' } as const;
const request = {
  prompt: { system: '1234', user: '한국' },
  maxOutputTokens: 10,
  firstTokenMs: 1,
  idleMs: 1,
};

function replyOf(text: string, { profile = new ServerProfile(), room = 10 } = {}): Reply {
  const reply = new Reply(profile, room);
  reply.begun = true;
  if (text !== '') reply.addText(text);
  return reply;
}

function failureOf(reply: Reply): PortError {
  try {
    reply.conclude(request, call);
  } catch (error) {
    return error as PortError;
  }
  throw new Error('it was taken for whole');
}

describe('the end of a reply', () => {
  it('estimates tokens where the server counted none, and says so', () => {
    const reply = replyOf('twelve bytes');
    reply.finish('stop');
    expect(reply.conclude(request, call)).toEqual({
      kind: 'text',
      text: 'twelve bytes',
      inputTokens: 3,
      outputTokens: 3,
      estimated: true,
    });
  });

  it('keeps the words in which a model declined', () => {
    const reply = replyOf('I cannot.');
    reply.declined = true;
    reply.finish('stop');
    expect(reply.conclude(request, call)).toMatchObject({ kind: 'declined', text: 'I cannot.' });
  });

  it('is not an answer without text, and what was billed is in the account', () => {
    const reply = replyOf(' \n');
    Object.assign(reply, { inputTokens: 70, outputTokens: 640 });
    reply.finish('stop');
    expect(failureOf(reply)).toMatchObject({
      reason: 'empty_reply',
      retryable: false,
      usage: { calls: 1, inputTokens: 70, outputTokens: 640 },
    });
  });

  it('keeps the worse of two reasons to end', () => {
    for (const reasons of [
      ['stop', 'error'],
      ['error', 'stop'],
    ]) {
      const reply = replyOf('Half an ans');
      reasons.forEach((reason) => reply.finish(reason));
      expect(failureOf(reply)).toMatchObject({ reason: 'server_error' });
    }
  });

  it('does not trust a reason it does not know', () => {
    const reply = replyOf('Half an ans');
    reply.finish('watchdog');
    expect(failureOf(reply)).toMatchObject({
      reason: 'incompatible_response',
      circuit: 'ignore',
      retryable: false,
    });
  });

  describe('without a reason to have ended', () => {
    const marked = (profile = new ServerProfile()): Reply => {
      const reply = replyOf('All of it.', { profile });
      Object.assign(reply, { ended: true, inputTokens: 5, outputTokens: 4 });
      return reply;
    };

    it('is whole where its end is marked and its tokens are counted', () => {
      expect(marked().conclude(request, call)).toMatchObject({ kind: 'text', text: 'All of it.' });
    });

    it('is cut where its server has given a reason before', () => {
      const profile = new ServerProfile();
      const earlier = replyOf('Yes.', { profile });
      earlier.finish('stop');
      earlier.conclude(request, call);
      expect(failureOf(marked(profile))).toMatchObject({ reason: 'stream_cut' });
    });

    it('is cut where nothing marks its end', () => {
      const reply = marked();
      reply.ended = false;
      expect(failureOf(reply)).toMatchObject({ reason: 'stream_cut', circuit: 'count' });
    });

    it('ran out of room where it wrote as much as it might', () => {
      const reply = marked();
      reply.outputTokens = 10;
      expect(failureOf(reply)).toMatchObject({ reason: 'output_too_long' });
    });
  });

  it('gets more room when reasoning used it up, and is not bought again after that', () => {
    const profile = new ServerProfile();
    const usedUp = (room: number): PortError => {
      const reply = replyOf('<think>Hm, hm, hm', { profile, room });
      reply.finish('length');
      return failureOf(reply);
    };
    expect(usedUp(10)).toMatchObject({ reason: 'output_too_long' });
    expect(profile.adjustments).toEqual(['it gets 4096 more tokens of output for reasoning']);
    const again = usedUp(4106);
    expect(again).toMatchObject({ reason: 'reasoning_too_long', retryable: false });
    expect(again.message).toContain('reasoning used up all 4106 tokens');
  });

  it('names the field in which the text was not to be read', () => {
    const reply = replyOf('Half');
    reply.unreadable = 'choices.0.delta.content: a number instead of text';
    reply.finish('stop');
    expect(failureOf(reply).message).toContain('choices.0.delta.content: a number');
  });

  it.each([
    ['a window of 64', 64],
    ['exactly a window of 1,024', 1024],
    ['half of a window of 2,048 and two', 1026],
    ['half of a window of 512 and three', 259],
  ])('does not take an answer for whole whose server read %s', (_title, read) => {
    const reply = replyOf('An answer.');
    Object.assign(reply, { inputTokens: read, outputTokens: 3 });
    reply.finish('stop');
    const prompt = { system: 'Rules.', user: 'A passage of several words. '.repeat(200) };
    expect(() => reply.conclude({ ...request, prompt }, call)).toThrow(
      new RegExp(`context too long \\(it read ${read} of about 1402 tokens`),
    );
  });

  it.each([
    ['a fixed count that is no window', 120, ['its token counts cannot be trusted']],
    ['two tokens', 2, ['its token counts cannot be trusted']],
    ['fewer than expected, as its tokenizer may have it', 700, []],
    ['no count at all', 0, []],
  ])('keeps an answer whose server counted %s', (_title, read, adjustments) => {
    const profile = new ServerProfile();
    const reply = replyOf('An answer.', { profile });
    Object.assign(reply, { inputTokens: read, outputTokens: 3 });
    reply.finish('stop');
    const prompt = { system: 'Rules.', user: 'A passage of several words. '.repeat(200) };
    expect(reply.conclude({ ...request, prompt }, call).text).toBe('An answer.');
    expect(profile.adjustments).toEqual(
      adjustments.map((words) => expect.stringContaining(words) as string),
    );
  });
});
