import type { Client } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { startIngestion } from '../client/ingestion.js';
import { losesVectors } from '../core/collection-name.js';
import { sourcesToBuild } from '../core/sources-to-build.js';
import type { Manifest } from '../ports/manifest.js';
import type { PassageStore } from '../ports/passage-store.js';

export interface RebuildPorts {
  readonly store: Pick<PassageStore, 'activeCollection'>;
  readonly manifest: Pick<Manifest, 'sources'>;
  /** The collection this configuration writes to. */
  readonly collection: string;
}

/**
 * When readers use another collection than the configured one (the first API key has arrived, say),
 * starts an ingestion of each source that the new one is missing. They build it beside the old one, and the
 * last one to finish switches readers over. Never throws vectors away: a configuration without an
 * embedder leaves an index that has them alone.
 */
export async function rebuildOutdatedIndex(
  client: Client,
  { store, manifest, collection }: RebuildPorts,
  signal: AbortSignal,
): Promise<void> {
  const active = await store.activeCollection(signal);
  if (active === null || active === collection) return;
  if (losesVectors(active, collection)) return;
  const built = await manifest.sources({ collection }, signal);
  const inUse = await manifest.sources({ collection: active }, signal);
  for (const { tenant, corpus, source, root } of sourcesToBuild(inUse, built)) {
    Runtime.instance().logger.info(
      `Rebuilding source ${tenant}/${corpus}/${source} in ${collection}`,
    );
    await startIngestion(client, { tenant, corpus, source, root, allowDeletes: false });
  }
}
