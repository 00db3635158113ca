import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import type { AnswerSettings, AnsweringPorts } from '../../src/activities/answering-ports.js';
import { writeAnswer } from '../../src/activities/write-answer.js';
import { outcomes } from '../../src/core/outcome.js';
import type { Generator } from '../../src/ports/generator.js';
import { PortError } from '../../src/ports/port-error.js';
import { candidate, described, entry, scope } from '../contracts/question-examples.js';

const { id, start, end } = candidate;
const input = { scope, question: 'How often?', entry, passages: [{ id, start, end }] };
const passages = [{ ...candidate, ...described, text: 'The lens is cleaned every Thursday.' }];
const prices = { [entry.model]: { inputPerMillion: 2, outputPerMillion: 10 } };

/** Has the entry's generator fail with this error and gives what the activity makes of it. */
async function failureFor(error: Error): Promise<unknown> {
  const generator: Generator = { ...entry, generate: () => Promise.reject(error) };
  const generators = new Map([[entry.provider, generator]]);
  const settings = { firstTokenMs: 1, idleMs: 1 } as AnswerSettings;
  const ports = { generators, prices, settings } as Partial<AnsweringPorts> as AnsweringPorts;
  const { signal } = new AbortController();
  return new MockActivityEnvironment()
    .run(() => writeAnswer(ports, () => Promise.resolve(passages), input, signal))
    .catch((failure: unknown) => failure);
}

it('prices what a failed call was billed for', async () => {
  const usage = { ...entry, calls: 1, inputTokens: 500_000, outputTokens: 100_000, costUsd: 0 };
  const cause = new Error('the stream');
  const fields = { dependency: 'openai', ...outcomes.outputTooLong, usage, cause };
  const failure = await failureFor(new PortError('openai: cut', fields));
  expect(failure).toMatchObject({
    message: 'openai: cut',
    dependency: 'openai',
    reason: 'output_too_long',
    circuit: outcomes.outputTooLong.circuit,
    usage: { calls: 1, inputTokens: 500_000, outputTokens: 100_000, costUsd: 2 },
    cause,
  });
  expect(failure).toBeInstanceOf(PortError);
});

it('leaves a failure that cost nothing as it is', async () => {
  const error = new PortError('openai: down', { dependency: 'openai', ...outcomes.overloaded });
  expect(await failureFor(error)).toBe(error);
});
