import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mood = 'well' | 'failing' | 'hanging';

/** A dependency that answers at once, fails at once, or never answers. */
export interface FlakyService {
  readonly url: string;
  mood: Mood;
  close(): Promise<void>;
}

export async function startFlakyService(): Promise<FlakyService> {
  const hanging = new Set<ServerResponse>();
  const server = createServer((_, response) => {
    if (service.mood === 'hanging') hanging.add(response);
    else response.writeHead(service.mood === 'well' ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const service: FlakyService = {
    url: `http://127.0.0.1:${port}`,
    mood: 'well',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}
