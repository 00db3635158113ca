import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { IngestingPorts } from './ingesting-ports.js';

type Input = Parameters<IngestActivities['quarantineDocument']>[0];

/**
 * Gives up what is staged of a document, with the reason. The document is tried again when its content
 * changes; until then its last good version stays live.
 */
export async function quarantineDocument(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  { source, collection, document, reason }: Input,
  signal: AbortSignal,
): Promise<void> {
  const [record] = await manifest.get(collection, source, [document], signal);
  if (!record?.staged) return;
  await store.abandon(collection, source, [document], [], signal);
  const quarantine = { reason, hash: record.staged.hash };
  const quarantined = { ...record, pending: null, staged: null, quarantine };
  await manifest.save(collection, source, [quarantined], signal);
}
