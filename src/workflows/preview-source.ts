import type { IngestInput, IngestPreview } from '../contracts/ingest.js';
import { planIngest, scanActivities } from './ingestion/steps.js';

/** What an ingestion would do and cost, without writing anything or calling a vendor. */
export async function previewSource(asked: IngestInput): Promise<IngestPreview> {
  const { plan, input } = await planIngest(asked);
  return scanActivities(plan, `preview ${input.root}`).previewSource(input);
}
