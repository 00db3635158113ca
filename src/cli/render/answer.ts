import type { Answer, Citation } from '../../contracts/answer.js';
import { indented, safeText, shortened } from './display-text.js';
import { degradations } from './degradations.js';
import { badge, type Paint } from './paint.js';
import { counted, dollars, time } from './quantities.js';
import { stageTimes } from './stage-times.js';

/** Columns of a quote in a list of citations; `--json` has it whole. */
const quoteWidth = 240;

/** A result as people read it: the answer, what it rests on, what was degraded, what it took. */
export function renderAnswer(answer: Answer, runUrl: string | undefined, paint: Paint): string {
  return [
    headline(answer, paint),
    answer.citations.map((citation) => renderCitation(citation, paint)).join('\n'),
    degradations(answer.degraded, paint),
    [facts(answer, paint), ...(runUrl ? [paint.dim(`run  ${runUrl}`)] : [])].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headline(answer: Answer, paint: Paint): string {
  switch (answer.kind) {
    case 'answered':
      return safeText(answer.answer);
    case 'abstained':
      return `${badge(paint, 'warn', 'abstained')} ${safeText(answer.answer)}`;
    case 'failed':
      return `${badge(paint, 'bad', 'failed')} ${failure(answer)}`;
  }
}

function failure({ error }: Answer): string {
  if (!error) return 'No reason was given.';
  const { category, message, retryable, retryAfterMs } = error;
  const again = retryAfterMs === undefined ? 'later' : `in ${time(retryAfterMs)}`;
  return `${safeText(message)} (${category})${retryable ? `; trying again ${again} may help` : ''}`;
}

function renderCitation(citation: Citation, paint: Paint): string {
  const { number, document, heading, source, quote } = citation;
  const where = [paint.cyan(safeText(document)), safeText(heading)].filter(Boolean).join(' › ');
  const line = `${paint.bold(`[${number}]`)} ${where} ${paint.dim(`(${source})`)}`;
  return `${line}\n${indented(`“${shortened(quote, quoteWidth)}”`, 4)}`;
}

/** One line on where the answer comes from and what it took. */
function facts(answer: Answer, paint: Paint): string {
  const { usage, timings, generator, earlier } = answer;
  const tokens = usage.inputTokens + usage.outputTokens;
  const parts = [
    sourceLabel(answer),
    ...(earlier
      ? [`${time(earlier.ageMs)} old${earlier.stale ? ', perhaps out of date' : ''}`]
      : []),
    ...(answer.kind === 'answered' ? [`confidence ${answer.confidence.toFixed(2)}`] : []),
    ...(generator ? [generatorLabel(generator)] : []),
    `rerank ${answer.rerank}`,
    `${counted(tokens, 'token')}, ${dollars(usage.costUsd)}`,
  ];
  return `${paint.dim(parts.join(' · '))}\n${paint.dim(stageTimes(timings))}`;
}

function sourceLabel({ source }: Answer): string {
  const labels = {
    rag: 'from the documents',
    cache: 'an earlier answer',
    extractive: 'sentences of the documents',
    no_retrieval: 'without the documents',
  } as const;
  return labels[source];
}

function generatorLabel({ provider, model }: NonNullable<Answer['generator']>): string {
  return provider === model ? provider : `${provider} ${model}`;
}
