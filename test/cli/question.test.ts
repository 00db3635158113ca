import { expect, it } from 'vitest';
import { questionFrom, withDeadline } from '../../src/cli/question.js';
import { load } from '../config/load.js';

const config = load({ HOLDFAST_DEADLINE: '5m' });

const deadlineOf = (options: { readonly deadline?: number; readonly patient?: boolean }) =>
  withDeadline(questionFrom(['What?'], { corpus: 'default', topK: 10, ...options }), config)
    .deadlineMs;

it('a question has the configured deadline unless it names another or is patient', () => {
  expect(deadlineOf({})).toBe(300_000);
  expect(deadlineOf({ deadline: 5_000 })).toBe(5_000);
  expect(deadlineOf({ patient: true })).toBeUndefined();
  expect(deadlineOf({ patient: true, deadline: 7_200_000 })).toBe(7_200_000);
});
