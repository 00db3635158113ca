import { expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirm.js';
import { BadInput } from '../../src/client.js';

function terminal(answer: string | null) {
  const asked: string[] = [];
  return {
    asked,
    isInteractive: answer !== null,
    ask(question: string) {
      asked.push(question);
      return Promise.resolve(answer ?? '');
    },
  };
}

it.each(['y', 'Y', 'yes', ' YES '])('goes ahead after %j', async (answer) => {
  await expect(confirm('This removes all.', {}, terminal(answer))).resolves.toBeUndefined();
});

it.each(['', 'n', 'no', 'yep', 'y e s'])('changes nothing after %j', async (answer) => {
  const asking = confirm('This removes all.', {}, terminal(answer));
  await expect(asking).rejects.toThrow('Cancelled: nothing was changed');
  await expect(asking).rejects.not.toBeInstanceOf(BadInput);
});

it('does not ask with --yes', async () => {
  const quiet = terminal(null);
  await confirm('This removes all.', { yes: true }, quiet);
  expect(quiet.asked).toEqual([]);
});

it('is bad input without a terminal and without --yes', async () => {
  const quiet = terminal(null);
  await expect(confirm('This removes all.', {}, quiet)).rejects.toThrow(BadInput);
  expect(quiet.asked).toEqual([]);
});
