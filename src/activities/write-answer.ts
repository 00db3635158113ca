import { Context } from '@temporalio/activity';
import type { GenerateInput, GenerateResult } from '../contracts/question-activities.js';
import type { Passage } from '../contracts/passage.js';
import { cite } from '../core/cite.js';
import { cutToTokens } from '../core/cut-to-tokens.js';
import { extractSentences } from '../core/extract-sentences.js';
import { buildPrompt, isInsufficient } from '../core/prompt.js';
import { PortError } from '../ports/port-error.js';
import type { AnsweringPorts } from './answering-ports.js';
import type { LoadPassages } from './load-passages.js';
import { nothingBought, paidCall, pricedFailure } from './paid-call.js';
import { clientError } from './client-error.js';
import { whileHeartbeating } from './while-heartbeating.js';

/** Readers of partial answers see them grow this often. */
const partialAnswerMs = 200;

/**
 * Loads the passages, has the entry write, and verifies the citations while it holds the texts. The
 * partial text goes out with the heartbeats, marked with the attempt it belongs to.
 */
export async function writeAnswer(
  ports: AnsweringPorts,
  loadPassages: LoadPassages,
  input: GenerateInput,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { attempt } = Context.current().info;
  let text = '';
  return whileHeartbeating(
    async () => {
      const passages = await loadInPlace(loadPassages, input, signal);
      if (passages.length === 0) throw passagesGone();
      if (input.entry.provider === 'extractive') return extract(input, passages);
      return generate(ports, input, passages, signal, (soFar) => (text = soFar));
    },
    { details: () => ({ attempt, text }), everyMs: partialAnswerMs },
  );
}

/** The passages where the search found them: what was loaded earlier may have moved since. */
async function loadInPlace(
  loadPassages: LoadPassages,
  { scope, passages, entry }: GenerateInput,
  signal: AbortSignal,
): Promise<readonly Passage[]> {
  const places = new Map(passages.map((passage) => [passage.id, passage]));
  const loaded = await loadPassages(scope, [...places.keys()], signal);
  return loaded.map((passage) =>
    cutToTokens({ ...passage, ...places.get(passage.id) }, entry.contextTokens),
  );
}

async function generate(
  { generators, prices, settings }: AnsweringPorts,
  { question, entry, hasFallback }: GenerateInput,
  passages: readonly Passage[],
  signal: AbortSignal,
  onText: (textSoFar: string) => void,
): Promise<GenerateResult> {
  const generator = generators.get(entry.provider);
  if (!generator) {
    throw clientError(
      entry.provider,
      'bad_request',
      `This worker has no generator "${entry.provider}"`,
    );
  }
  const request = {
    prompt: buildPrompt({ question, passages }),
    maxOutputTokens: entry.maxOutputTokens,
    firstTokenMs: settings.firstTokenMs,
    idleMs: settings.idleMs,
    hasFallback,
  };
  const { kind, text, ...tokens } = await generator
    .generate(request, signal, onText)
    .catch((error: unknown) => {
      throw pricedFailure(prices, error);
    });
  const usage = paidCall(prices, generator, tokens);
  if (kind === 'declined') return { kind: 'declined', usage };
  if (isInsufficient(text)) return { kind: 'insufficient', usage };
  return { kind: 'answered', ...cite({ text, passages }), usage };
}

/** The last entry: sentences of the passages themselves. Buys nothing and needs no vendor. */
function extract({ question, entry }: GenerateInput, passages: readonly Passage[]): GenerateResult {
  const extracted = extractSentences({ question, passages });
  const usage = nothingBought(entry);
  if (!extracted) return { kind: 'insufficient', usage };
  return { kind: 'answered', ...extracted, unsupported: [], droppedMarkers: 0, usage };
}

function passagesGone(): PortError {
  return new PortError('The passages found for this question no longer exist', {
    dependency: 'qdrant',
    category: 'transient',
    reason: 'not_found',
    retryable: true,
    circuit: 'ignore',
  });
}
