import type { IngestInput, IngestPreview } from '../contracts/ingest.js';
import { planIngest, scanActivities } from './ingestion/steps.js';

/** What an ingestion would do and cost, without writing anything or calling a vendor. */
export async function previewSource(input: IngestInput): Promise<IngestPreview> {
  const plan = await planIngest();
  return scanActivities(plan, `preview ${input.root}`).previewSource(input);
}
