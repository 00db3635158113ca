import { randomUUID } from 'node:crypto';

/** What a workflow must not do: use a module of Node's. */
export async function draw(): Promise<string> {
  return randomUUID();
}
