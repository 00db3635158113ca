import { ActivityFailure, isCancellation, sleep } from '@temporalio/workflow';
import type { EmbeddedBatch, IngestPlan } from '../../contracts/ingest-activities.js';
import type { Quarantined, SourceRef } from '../../contracts/ingest.js';
import { readFailure } from '../stage-failure.js';
import { recordUsage, type RunState } from './run-state.js';
import { embeddingActivities, writeActivities } from './steps.js';
import type { WithParking } from './with-parking.js';

/** What it needs of the run its documents belong to. */
interface EmbeddingRun {
  readonly plan: IngestPlan;
  readonly source: SourceRef;
  readonly root: string;
  readonly state: RunState;
  readonly withParking: WithParking;
}

/** Passages of fewer tokens than this are no passages: their document is given up. */
const leastWindow = 32;
/** A text that the vendor may take later gets this many chances by itself. */
const mostTries = 3;

export interface EmbeddedDocuments {
  readonly embedded: readonly string[];
  readonly quarantined: readonly Quarantined[];
}

/**
 * Buys the vectors of all staged passages, one vendor request per activity. A batch that the vendor
 * rejects is halved until the text is known; its document is quarantined and the others continue. Batches
 * then grow again. Documents whose passages are too long for the vendor are cut again, smaller.
 */
export async function embedDocuments(
  run: EmbeddingRun,
  documents: readonly string[],
  whileParked: () => Promise<void>,
): Promise<EmbeddedDocuments> {
  const { plan, state, withParking } = run;
  const quarantined: Quarantined[] = [];
  let embedded = documents;
  let limit: number | undefined;
  let tries = 0;
  let window = Infinity;
  while (plan.embed && embedded.length > 0) {
    const input = { documents: embedded, ...(limit ? { limit } : {}) };
    const { remaining, usage, rejected } = await withParking(() => buy(run, input), whileParked);
    recordUsage(state, usage);
    if (!rejected) {
      if (remaining === 0) break;
      tries = 0;
      limit = limit && 2 * limit;
    } else if (state.copyFrom === undefined && isSmaller(rejected.window, window)) {
      window = rejected.window;
      const again = await withParking(() => stageAgain(run, embedded, window));
      quarantined.push(...again.quarantined);
      embedded = again.staged;
    } else if (rejected.passages > 1) {
      limit = Math.floor(rejected.passages / 2);
    } else if (rejected.mayPass && ++tries < mostTries) {
      await sleep(plan.embedding.backoffMs * 2 ** (tries - 1));
    } else {
      const { document, reason } = rejected;
      await withParking(() => quarantine(run, { document, reason }));
      quarantined.push({ document, reason });
      embedded = embedded.filter((other) => other !== document);
      tries = 0;
    }
  }
  return { embedded, quarantined };
}

function isSmaller(window: number | undefined, before: number): window is number {
  return window !== undefined && window < before && window >= leastWindow;
}

async function stageAgain(run: EmbeddingRun, documents: readonly string[], window: number) {
  const { plan, source, root } = run;
  const input = { source, collection: plan.collection, root, documents, window };
  const what = `stage ${documents.length} documents again, in passages of ${window} tokens`;
  return writeActivities(plan, what).stageDocuments(input);
}

/** Each request goes to the second endpoint where the first one fails: behind an open circuit at once. */
async function buy(
  { plan, source, state }: EmbeddingRun,
  of: { readonly documents: readonly string[]; readonly limit?: number },
): Promise<EmbeddedBatch> {
  const { embed: first, embedFallback: second } = plan;
  const input = { source, collection: plan.collection, ...of };
  try {
    return await embeddingActivities(plan, first!).embedPassages(input);
  } catch (error) {
    if (!second || isCancellation(error)) throw error;
    const billed = error instanceof ActivityFailure ? readFailure(error).usage : undefined;
    if (billed) recordUsage(state, billed);
    return embeddingActivities(plan, second).embedPassages({ ...input, fallback: true });
  }
}

async function quarantine({ plan, source }: EmbeddingRun, document: Quarantined): Promise<void> {
  const input = { source, collection: plan.collection, ...document };
  await writeActivities(plan, `quarantine ${document.document}`).quarantineDocument(input);
}
