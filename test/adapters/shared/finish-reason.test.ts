import { expect, it } from 'vitest';
import { classifyFinish } from '../../../src/adapters/shared/finish-reason.js';
import { outcomes } from '../../../src/core/outcome.js';

it.each(['stop', 'end_turn', 'stop_sequence', 'eos_token'])('%s is a good end', (reason) => {
  expect(classifyFinish(reason)).toBeNull();
});

it.each([
  ['length', outcomes.outputTooLong],
  ['max_tokens', outcomes.outputTooLong],
  ['content_filter', outcomes.contentFiltered],
  ['refusal', outcomes.contentFiltered],
  ['model_context_window_exceeded', outcomes.contextTooLong],
  ['tool_calls', outcomes.malformedResponse],
  ['function_call', outcomes.malformedResponse],
  ['tool_use', outcomes.malformedResponse],
  ['pause_turn', outcomes.malformedResponse],
])('%s is none', (reason, outcome) => {
  expect(classifyFinish(reason)).toEqual(outcome);
});

it.each([null, undefined, ''])('an end without a reason (%j) is a cut stream', (reason) => {
  expect(classifyFinish(reason)).toEqual(outcomes.streamCut);
});
