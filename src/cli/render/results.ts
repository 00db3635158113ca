import type { Answer, Citation, Degradation, SearchResult } from '../../contracts/answer.js';
import { confidenceInWords } from '../../core/confidence.js';
import { indented, shortened, table } from './layout.js';
import { badge, type Paint } from './paint.js';
import { counted, dollars, time } from './quantities.js';

/** Columns of a quote in a list of citations; `--json` has it whole. */
const quoteWidth = 240;
const placeWidth = 48;
const snippetWidth = 60;

const noModel =
  'No model is configured: the answer consists of sentences from the documents. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or HOLDFAST_LOCAL_BASE_URL for written answers.';

/** An answer for people: the text, its citations, what was degraded, what it took. */
export function renderAnswer(answer: Answer, runUrl: string | undefined, paint: Paint): string {
  return paragraphs([
    headline(answer, paint),
    answer.citations.map((citation) => renderCitation(citation, paint)).join('\n'),
    renderDegradations(answer.degraded, paint),
    [
      paint.dim(facts(answer)),
      paint.dim(stageTimes(answer.timings)),
      ...(answer.embeddedShare === undefined ? [] : [paint.dim(byMeaningSoFar(answer))]),
      ...(lacksModel(answer) ? [paint.dim(noModel)] : []),
      ...(runUrl ? [paint.dim(`run  ${runUrl}`)] : []),
    ].join('\n'),
  ]);
}

/** Hits with their fused score and the score of each search that found them. */
export function renderSearch(result: SearchResult, paint: Paint): string {
  const rows = result.hits.map((hit, position) => [
    String(position + 1),
    score(hit.score),
    score(hit.lexicalScore),
    score(hit.denseScore),
    paint.cyan(shortened(hit.document, placeWidth)),
    shortened(hit.heading, placeWidth),
    paint.dim(shortened(hit.snippet, snippetWidth)),
  ]);
  const titles = ['#', 'fused', 'lexical', 'dense', 'document', 'heading', 'passage'];
  const coverage = `the best hit covers ${Math.round(result.coverage * 100)} % of the question`;
  return paragraphs([
    rows.length > 0 ? table(titles, rows, paint) : 'Nothing was found.',
    renderDegradations(result.degraded, paint),
    paint.dim(`${coverage} · ${stageTimes(result.timings)}`),
    paint.dim(byMeaningSoFar(result)),
  ]);
}

function headline(answer: Answer, paint: Paint): string {
  switch (answer.kind) {
    case 'answered':
      return markUnsupported(answer, paint);
    case 'abstained':
      return `${badge(paint, 'warn', 'abstained')} ${answer.answer}`;
    case 'failed':
      return `${badge(paint, 'bad', 'failed')} ${failure(answer)}`;
  }
}

/** The answer with a mark around each sentence that no passage supports. */
function markUnsupported({ answer, unsupported }: Answer, paint: Paint): string {
  const marked = unsupported.reduce(
    (text, { text: sentence }) => text.replace(sentence, () => paint.yellow(`⟨?⟩ ${sentence}`)),
    answer,
  );
  if (unsupported.length === 0) return marked;
  const note = `⟨?⟩ ${counted(unsupported.length, 'sentence')} without support in the documents`;
  return `${marked}\n\n${paint.yellow(note)}`;
}

function failure({ error }: Answer): string {
  if (!error) return 'No reason was given.';
  const { category, message, retryable, retryAfterMs } = error;
  const again = retryAfterMs === undefined ? 'later' : `in ${time(retryAfterMs)}`;
  return `${message} (${category})${retryable ? `; trying again ${again} may help` : ''}`;
}

function renderCitation(citation: Citation, paint: Paint): string {
  const { number, document, heading, source, quote, verified } = citation;
  const where = [paint.cyan(document), heading].filter(Boolean).join(' › ');
  const wording = verified ? '' : paint.yellow(' wording not verified');
  const line = `${paint.bold(`[${number}]`)} ${where} ${paint.dim(`(${source})`)}${wording}`;
  return `${line}\n${indented(`“${shortened(quote, quoteWidth)}”`, 4)}`;
}

/** One line for each stage that failed, with what was used instead. */
function renderDegradations(degraded: readonly Degradation[], paint: Paint): string {
  return degraded
    .map(({ stage, cause, instead }) => {
      return `${badge(paint, 'warn', `degraded: ${stage}`)} ${cause} ${paint.dim('→')} ${instead}`;
    })
    .join('\n');
}

/** Where the answer comes from, how sure it is, and what it cost. */
function facts(answer: Answer): string {
  const { usage, generator, cached } = answer;
  const tokens = usage.inputTokens + usage.outputTokens;
  const estimated = usage.stages.some((line) => line.estimated === true);
  return [
    ...(answer.kind === 'answered' ? [sourceLabels[answer.source]] : []),
    ...(cached ? [`${time(cached.ageMs)} old${cached.stale ? ', perhaps out of date' : ''}`] : []),
    ...(answer.kind === 'answered' ? [`confidence ${confidenceInWords(answer.confidence)}`] : []),
    ...(generator ? [generatorLabel(generator)] : []),
    `rerank ${answer.rerank}`,
    `${estimated ? '~' : ''}${counted(tokens, 'token')}, ${estimated ? '~' : ''}${dollars(usage.costUsd)}`,
  ].join(' · ');
}

const sourceLabels: Readonly<Record<Answer['source'], string>> = {
  rag: 'from the documents',
  cache: 'cached answer',
  extractive: 'sentences from the documents',
  no_retrieval: 'without the documents',
};

function generatorLabel({ provider, model }: NonNullable<Answer['generator']>): string {
  return provider === model ? provider : `${provider} ${model}`;
}

/** Whether the extractive generator answered because it is the only one, and not because others failed. */
function lacksModel({ source, degraded }: Answer): boolean {
  return source === 'extractive' && !degraded.some(({ stage }) => stage === 'generate');
}

/** Empty once all passages have their vectors. */
function byMeaningSoFar({ embeddedShare }: Pick<Answer, 'embeddedShare'>): string {
  if (embeddedShare === undefined) return '';
  const share = `${Math.floor(embeddedShare * 100)} %`;
  return `Documents are being embedded: ${share} of the passages can be found by meaning so far, all by their words.`;
}

/** "312 ms: lexical_search 43 ms, generate 20 ms". */
function stageTimes({ totalMs, stages }: Answer['timings']): string {
  const each = Object.entries(stages).map(([stage, ms]) => `${stage} ${time(ms)}`);
  return each.length === 0 ? time(totalMs) : `${time(totalMs)}: ${each.join(', ')}`;
}

function score(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
