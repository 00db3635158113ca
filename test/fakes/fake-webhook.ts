import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Post {
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** A chat program's incoming webhook on loopback. */
export interface FakeWebhook {
  /** Holds a token, as real ones do. */
  readonly url: string;
  readonly token: string;
  readonly posts: readonly Post[];
  /** How it answers from now on: with a status, or not at all. */
  answer: number | 'never';
  close(): Promise<void>;
}

export async function startFakeWebhook(): Promise<FakeWebhook> {
  const token = 'T000secretB000webhook';
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      posts.push({ contentType: request.headers['content-type'], body });
      if (webhook.answer !== 'never') response.writeHead(webhook.answer).end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const webhook: FakeWebhook = {
    url: `http://127.0.0.1:${port}/services/${token}`,
    token,
    posts,
    answer: 200,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return webhook;
}
