import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { AnswerPlan, IndexState } from '../../contracts/question-activities.js';
import type { Answer } from '../../contracts/answer.js';
import type { Outcome } from '../../contracts/failure.js';
import { searchAttributes as names } from '../../contracts/names.js';
import { confidenceInWords } from '../../core/confidence.js';
import { markdownLine, markdownText } from '../../core/display-text.js';

const tenantKey = defineSearchAttributeKey(names.tenant, 'KEYWORD');
const questionKey = defineSearchAttributeKey(names.question, 'KEYWORD');
const outcomeKey = defineSearchAttributeKey(names.outcome, 'KEYWORD');
const degradedKey = defineSearchAttributeKey(names.degraded, 'BOOL');
const sourceKey = defineSearchAttributeKey(names.source, 'KEYWORD');
const costKey = defineSearchAttributeKey(names.cost, 'DOUBLE');

/**
 * Publishes the outcome where no worker is needed to read it (memo) and for filters (search attributes):
 * once, at the end, since every upsert is an event, and one before the end a write to visibility.
 */
export function publishFinished(
  plan: AnswerPlan,
  answer: Answer,
  index: Outcome<IndexState>,
): void {
  setCurrentDetails(details(answer));
  upsertMemo({
    outcome: answer.kind,
    source: answer.source,
    confidence: answer.confidence,
    degraded: answer.degraded.map(({ stage, cause, instead }) => `${stage}: ${cause} → ${instead}`),
    ...(index.ok && { indexVersion: index.value.version }),
  });
  if (!plan.searchAttributes) return;
  upsertSearchAttributes([
    ...asked(plan),
    { key: outcomeKey, value: answer.kind },
    { key: degradedKey, value: answer.degraded.length > 0 },
    { key: sourceKey, value: answer.source },
    { key: costKey, value: answer.usage.costUsd },
  ]);
}

/** Shows why a patient question is still running, and makes it findable. */
export function publishWaiting(plan: AnswerPlan, answer: Answer, pauseMs: number): void {
  if (plan.searchAttributes) upsertSearchAttributes(asked(plan));
  setCurrentDetails(
    [`Waiting ${pauseMs / 1000} s for services to return.`, list(degradations(answer))].join(
      '\n\n',
    ),
  );
}

function asked({ question, questionKey: value }: AnswerPlan) {
  return [
    { key: tenantKey, value: question.tenant },
    { key: questionKey, value },
  ];
}

const sources: Readonly<Record<Answer['source'], string>> = {
  rag: 'from the documents',
  cache: 'from the cache',
  extractive: 'as sentences of the documents',
  no_retrieval: 'without the documents',
};

function details(answer: Answer): string {
  const { kind, source, confidence, citations, generator, usage, timings } = answer;
  const facts = [
    kind === 'answered' ? `**answered** ${sources[source]}` : `**${kind}**`,
    ...(kind === 'answered' ? [`confidence ${confidenceInWords(confidence)}`] : []),
    ...(generator && source !== 'extractive' ? [`by ${markdownLine(generator.model)}`] : []),
    ...(usage.costUsd > 0 ? [`$${usage.costUsd.toFixed(6)}`] : []),
  ];
  const stages = Object.entries(timings.stages).map(([stage, ms]) => `${stage} ${ms} ms`);
  const parts = [
    facts.join(' · '),
    quoted(answer.answer || (answer.error?.message ?? '')),
    ...section(
      'Sources',
      citations.map(
        ({ number, document, heading }) =>
          `**[${number}]** **${markdownLine(document)}** ${markdownLine(heading)}`,
      ),
    ),
    ...section(
      'Without support in the documents',
      answer.unsupported.map(({ text }) => markdownLine(text)),
    ),
    ...section('Degraded', degradations(answer)),
    `**Time** ${timings.totalMs} ms: ${stages.join(', ')}`,
  ];
  return parts.join('\n\n');
}

function degradations({ degraded }: Answer): string[] {
  return degraded.map(
    ({ stage, cause, instead }) =>
      `⚠ **${stage}**: ${markdownLine(cause)} → ${markdownLine(instead)}`,
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**`, list(lines)];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** As a quotation, in which nothing the model or a document wrote is active. */
function quoted(text: string): string {
  return markdownText(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
