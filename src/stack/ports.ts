import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP port of the loopback interface that is free, and stays so for a while: a connection closed
 * from the listening side keeps the number from being handed out again (Temporal does the same).
 */
export async function freePort(): Promise<number> {
  const server = await listen(0);
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect(port, '127.0.0.1').resume();
  const [connection] = await accepted;
  connection.end();
  await once(client, 'close');
  await close(server);
  return port;
}

/** Whether nothing listens on that port of the loopback interface. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

/** Refuses a wanted port that is taken: what listens there must never be mistaken for our service. */
export async function requireFreePorts(
  service: string,
  ports: readonly number[],
  instead: string,
): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new Error(
      `${service} cannot start: port ${port} is taken. Stop what listens there, or ${instead}.`,
    );
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
