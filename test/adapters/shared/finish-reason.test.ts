import { expect, it } from 'vitest';
import { classifyFinish } from '../../../src/adapters/shared/finish-reason.js';
import { outcomes } from '../../../src/core/outcome.js';

it.each(['stop', 'end_turn', 'stop_sequence', 'eos_token', 'STOP', 'COMPLETE'])(
  '%s is the end of a whole answer',
  (reason) => {
    expect(classifyFinish(reason)).toBeNull();
  },
);

it.each([
  ['length', outcomes.outputTooLong],
  ['max_tokens', outcomes.outputTooLong],
  ['MAX_TOKENS', outcomes.outputTooLong],
  ['model_length', outcomes.outputTooLong],
  ['content_filter', outcomes.contentFiltered],
  ['refusal', outcomes.contentFiltered],
  ['SAFETY', outcomes.contentFiltered],
  ['sensitive', outcomes.contentFiltered],
  ['model_context_window_exceeded', outcomes.contextTooLong],
  ['insufficient_system_resource', outcomes.overloaded],
  ['error', outcomes.serverError],
  ['abort', outcomes.serverError],
  ['tool_calls', outcomes.malformedOutput],
  ['function_call', outcomes.malformedOutput],
  ['tool_use', outcomes.malformedOutput],
  ['pause_turn', outcomes.malformedOutput],
  ['OTHER', outcomes.incompatibleResponse],
])('%s is not', (reason, outcome) => {
  expect(classifyFinish(reason)).toEqual(outcome);
});

it.each([null, undefined, ''])('an end without a reason (%j) is a cut stream', (reason) => {
  expect(classifyFinish(reason)).toEqual(outcomes.streamCut);
});
