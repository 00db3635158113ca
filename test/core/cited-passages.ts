import type { CitedPassage } from '../../src/core/passage-sentences.js';

/** A passage of the document of the same name. */
export const passage = (id: string, text: string, start = 0): CitedPassage => ({
  id,
  source: 'manual',
  document: `${id}.md`,
  title: id,
  heading: `${id} › Limits`,
  start,
  text,
});
export const retries = passage(
  'retries',
  'Holdfast retries a failed call. An embedding call is tried 3 times, with a backoff of 250 ms.',
  1000,
);
export const circuits = passage(
  'circuits',
  '## Circuits\n\nA circuit opens after **5 consecutive failures**. It probes again after at least 2 seconds.',
);
export const refunds = passage(
  '환불',
  '환불은 구매 후 14일 안에 신청할 수 있습니다. 처리에는 영업일 기준 3일이 걸립니다.',
);
/** What the answers of the tests are written from. */
export const passages = [retries, circuits, refunds];
