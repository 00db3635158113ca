import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildPrompt } from '../../src/core/prompt.js';
import { answerFromPrompt } from './answer-from-prompt.js';
import { fakeVector } from './fake-vector.js';
import { startFakeVendor, type FakeVendor } from './fake-vendor.js';

function cosine(left: string, right: string): number {
  const other = fakeVector(right, 512);
  return fakeVector(left, 512).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

describe('fake vectors', () => {
  it.each([
    ['When is the pump serviced?', 'The pump is serviced in spring.', 'Soup is served at noon.'],
    ['대한민국의 수도', '대한민국의 수도는 서울이다.', '점심은 정오에 나온다.'],
  ])('bring "%s" closer to a text of its subject', (question, related, unrelated) => {
    expect(cosine(question, related)).toBeGreaterThan(0.5);
    expect(Math.abs(cosine(question, unrelated))).toBeLessThan(0.2);
  });
});

describe('answers made from the prompt', () => {
  const passages = [
    { title: 'Korea', heading: '', text: '대한민국의 수도는 서울이다. 인구는 오천만이다.' },
    { title: 'Pump', heading: 'Care', text: 'The works team services the pump. It is blue.' },
  ];

  it.each([
    ['Who services the pump?', 'The works team services the pump. [2]'],
    ['대한민국의 수도는?', '대한민국의 수도는 서울이다. [1]'],
    ['Whence the zebra?', 'INSUFFICIENT'],
  ])('answer "%s"', (question, answer) => {
    expect(answerFromPrompt(buildPrompt({ question, passages }).user)).toBe(answer);
  });
});

describe('the fake vendor', () => {
  let vendor: FakeVendor;
  beforeEach(async () => {
    vendor = await startFakeVendor({ dimensions: 8 });
  });
  afterEach(() => vendor.close());

  function embed(input: string[], signal?: AbortSignal): Promise<Response> {
    return fetch(`${vendor.openaiBaseUrl}/embeddings`, {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: JSON.stringify({ model: 'm', input }),
      signal: signal ?? null,
    });
  }

  it('answers in floats when asked for nothing else', async () => {
    const answer = (await (await embed(['pump'])).json()) as { data: { embedding: number[] }[] };
    expect(answer.data[0]?.embedding).toEqual([...fakeVector('pump', 8)]);
  });

  it('answers chat without streaming', async () => {
    const prompt = buildPrompt({
      question: 'Which pump?',
      passages: [{ title: '', heading: '', text: 'The blue pump.' }],
    });
    const response = await fetch(`${vendor.openaiBaseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt.user }] }),
    });
    expect(await response.json()).toMatchObject({
      choices: [{ message: { content: 'The blue pump. [1]' }, finish_reason: 'stop' }],
    });
  });

  it('counts a text as bought only when its response was flushed', async () => {
    const hold = vendor.hold('embeddings', 1);
    await embed(['bought']);
    const controller = new AbortController();
    const dropped = embed(['bought', 'dropped'], controller.signal);
    expect((await hold.arrived).inputs).toEqual(['bought', 'dropped']);
    controller.abort();
    await expect(dropped).rejects.toThrow();
    await vendor.calls.waitFor((calls) => calls.count('embeddings', 'aborted') === 1);
    hold.release();
    expect([...vendor.calls.embeddedTexts()]).toEqual([['bought', 1]]);
  });

  it('plays queued faults in order, then the standing one, until cleared', async () => {
    vendor.faults.always('embeddings', { kind: 'status', status: 503 });
    vendor.faults.next('embeddings', { kind: 'status', status: 429 }, 2);
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await embed(['pump'])).status);
    vendor.faults.clear();
    statuses.push((await embed(['pump'])).status);
    expect(statuses).toEqual([429, 429, 503, 503, 200]);
  });

  it('asks a rule about every request', async () => {
    let calls = 0;
    const fault = { kind: 'status', status: 429, headers: { 'retry-after': '2' } } as const;
    vendor.faults.decide('embeddings', () => ((calls += 1) % 2 === 0 ? fault : undefined));
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await embed(['pump'])).status);
    expect(statuses).toEqual([200, 429, 200, 429]);
    const waits = vendor.calls.records.map(({ retryAfterMs }) => retryAfterMs);
    expect(waits).toEqual([undefined, 2000, undefined, 2000]);
  });

  it('rejects a request without a key and one it cannot read', async () => {
    const url = `${vendor.openaiBaseUrl}/embeddings`;
    const body = JSON.stringify({ model: 'm', input: ['pump'] });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
    expect((await embed([''])).status).toBe(400);
  });
});
