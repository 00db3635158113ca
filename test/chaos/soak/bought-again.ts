import type { RequestRecord } from '../../fakes/call-log.js';

/** Texts whose purchase a kill cut off before their vectors were anywhere. */
export interface Loss {
  readonly at: number;
  readonly texts: ReadonlySet<string>;
}

export interface BoughtAgain {
  /** Texts embedded again though their vectors were kept. */
  readonly boughtTwice: number;
  /** Texts embedded again because their vectors were lost with the worker that had asked for them. */
  readonly inFlight: number;
}

/** Counts the texts that were embedded more than once, by whether a loss between the two explains it. */
export function boughtAgain(
  records: readonly RequestRecord[],
  losses: readonly Loss[],
): BoughtAgain {
  const askedAt = new Map<string, number>();
  let boughtTwice = 0;
  let inFlight = 0;
  for (const { route, outcome, inputs, at } of records) {
    if (route !== 'embeddings' || outcome !== 'completed') continue;
    for (const text of inputs) {
      const before = askedAt.get(text);
      askedAt.set(text, at);
      if (before === undefined) continue;
      const wasLost = losses.some(
        (loss) => loss.at >= before && loss.at <= at && loss.texts.has(text),
      );
      if (wasLost) inFlight += 1;
      else boughtTwice += 1;
    }
  }
  return { boughtTwice, inFlight };
}
