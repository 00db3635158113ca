import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebhookNotifier } from '../../../src/adapters/webhook/notifier.js';
import type { Alert } from '../../../src/ports/notifier.js';
import { startFakeWebhook, type FakeWebhook } from '../../fakes/fake-webhook.js';

const alert: Alert = {
  severity: 'critical',
  key: 'circuit openai/chat/m open 3',
  title: 'The circuit of openai/chat/m is open',
  detail: 'openai chat (m): 503 overloaded',
};

describe('the webhook notifier', () => {
  let webhook: FakeWebhook;
  let failures: string[];
  let now: number;
  const notifier = (timeoutMs?: number) =>
    createWebhookNotifier({
      url: webhook.url,
      onFailure: (why) => failures.push(why),
      now: () => now,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });

  beforeEach(async () => {
    webhook = await startFakeWebhook();
    failures = [];
    now = 0;
  });
  afterEach(() => webhook.close());

  it('posts JSON as Slack takes it', async () => {
    await notifier().notify(alert);
    expect(webhook.posts).toEqual([
      {
        contentType: 'application/json',
        body: {
          text: ':red_circle: *The circuit of openai/chat/m is open*\nopenai chat (m): 503 overloaded',
        },
      },
    ]);
    expect(failures).toEqual([]);
  });

  it('lets no text call a channel or hide a link', async () => {
    await notifier().notify({ ...alert, title: '<!channel>', detail: '<http://x|free> & more' });
    expect(webhook.posts[0]?.body).toEqual({
      text: ':red_circle: *&lt;!channel&gt;*\n&lt;http://x|free&gt; &amp; more',
    });
  });

  it('tells the same thing again only after ten minutes, and another thing at once', async () => {
    const one = notifier();
    await one.notify(alert);
    now = 599_999;
    await one.notify({ ...alert, detail: 'in other words' });
    expect(webhook.posts).toHaveLength(1);
    await one.notify({ ...alert, key: 'circuit openai/chat/m closed 5' });
    expect(webhook.posts).toHaveLength(2);
    now = 600_000;
    await one.notify(alert);
    expect(webhook.posts).toHaveLength(3);
  });

  it('sends one of several that come at once', async () => {
    const one = notifier();
    await Promise.all([one.notify(alert), one.notify(alert), one.notify(alert)]);
    expect(webhook.posts).toHaveLength(1);
  });

  it('reports an HTTP error and throws nothing', async () => {
    webhook.answer = 404;
    await notifier().notify(alert);
    expect(failures).toEqual(['it answered 404']);
  });

  it('gives up on a webhook that never answers', async () => {
    webhook.answer = 'never';
    await notifier(50).notify(alert);
    expect(failures).toEqual([expect.stringContaining('timeout')]);
  });

  it('reports a webhook that is gone, without its address', async () => {
    await webhook.close();
    await notifier().notify(alert);
    expect(failures).toHaveLength(1);
    webhook = await startFakeWebhook();
  });

  it('never repeats its address, not even one that is none', async () => {
    const url = 'hooks.example/services/T000/B000/topsecret';
    const one = createWebhookNotifier({ url, onFailure: (why) => failures.push(why) });
    await one.notify(alert);
    expect(failures).toHaveLength(1);
    expect(failures.join()).not.toContain('topsecret');
  });
});
