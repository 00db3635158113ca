import { chunkDocument } from '../../src/core/chunk.js';
import { parseDocument } from '../../src/core/parse-document.js';
import { passageId } from '../../src/core/passage-id.js';
import { sparseTerms } from '../../src/core/sparse-terms.js';
import { loadEncoding, type TokenEncoding } from '../../src/core/token-count.js';
import { textsUnder } from '../harness/texts.js';
import type { Times } from './timed.js';

export interface Reading {
  readonly documents: number;
  readonly megabytes: number;
  readonly passages: number;
}

/**
 * The pure part of an ingestion, one document after the other, with the processor time of each of its
 * steps: unlike time on the wall it is the same on a machine that has other things to do.
 */
export async function readAll(
  roots: readonly string[],
  encoding: TokenEncoding,
  times: Times,
): Promise<Reading> {
  await loadEncoding(encoding);
  let documents = 0;
  let bytesRead = 0;
  let passages = 0;
  for (const root of roots) {
    for await (const { path, text, bytes } of textsUnder(root)) {
      documents += 1;
      bytesRead += bytes;
      const parsed = booked('parse', () => parseDocument(path, text));
      const chunks = booked('chunk', () => chunkDocument(parsed, { encoding }));
      booked('sparse terms', () => chunks.map((chunk) => sparseTerms(chunk.embeddedText)));
      booked('ids', () =>
        chunks.map(({ embeddedText }) => passageId({ ...noSource, document: path, embeddedText })),
      );
      passages += chunks.length;
    }
  }
  return { documents, megabytes: bytesRead / 1e6, passages };

  function booked<T>(step: string, work: () => T): T {
    const before = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(before);
    times.set(step, (times.get(step) ?? 0) + (user + system) / 1000);
    return result;
  }
}

const noSource = { tenant: 'none', corpus: 'none', source: 'none', occurrence: 0 };
