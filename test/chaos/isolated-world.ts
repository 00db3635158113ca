import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMortalServers, type MortalOptions, type MortalServers } from './servers.js';
import { openWorld, type World, type WorldOptions } from './world.js';

/** A world whose servers are its own: they may be killed, and nothing that others left weighs on them. */
export interface IsolatedWorld extends World {
  readonly servers: MortalServers;
}

export type IsolatedWorldOptions = WorldOptions & Omit<MortalOptions, 'folder'>;

export async function openIsolatedWorld(options: IsolatedWorldOptions): Promise<IsolatedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-mortal-'));
  const servers = await startMortalServers({ folder, ...options });
  const stop = async (): Promise<void> => {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const world = await openWorld(servers, options);
    return { ...world, servers, close: () => world.close().finally(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}
