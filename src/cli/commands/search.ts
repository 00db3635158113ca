import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { corpusOption, deadlineOption, jsonOption, tenantOption, topKOption } from '../options.js';
import { forDisplay, print, printJson } from '../print.js';
import { questionFrom, withDeadline, type QuestionOptions } from '../question.js';
import { autoPaint } from '../render/paint.js';
import { renderSearch } from '../render/results.js';

interface SearchOptions extends QuestionOptions {
  readonly json?: true;
}

const examples = `
Examples:
  holdfast search "signing key rotation"
  holdfast search "연차 이월" --corpus handbook --top-k 5
  holdfast search "retention" --json | jq '.hits[].document'

Passages are ordered by the fused score. A dash means that this search did not find the passage.`;

export function addSearch(program: Command): void {
  program
    .command('search')
    .summary('find passages without generating an answer')
    .description('Finds the passages a question would use, with the score of each kind of search.')
    .argument('<question...>', 'the question, or words of it')
    .addOption(corpusOption())
    .addOption(topKOption('passages to show'))
    .addOption(deadlineOption())
    .addOption(jsonOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (words: string[], options: SearchOptions) => {
      const question = questionFrom(words, options);
      await withHoldfast(options.tenant, async ({ holdfast, config }) => {
        const result = await holdfast.search(withDeadline(question, config));
        if (options.json) printJson(result);
        else print(renderSearch(forDisplay(result), autoPaint));
      });
    });
}
