import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { corpusOption, deadlineOption, jsonOption, tenantOption, topKOption } from '../options.js';
import { print } from '../print.js';
import { questionFrom, withDeadline, type QuestionOptions } from '../question.js';
import { autoPaint } from '../render/paint.js';
import { renderSearch } from '../render/search.js';

interface SearchOptions extends QuestionOptions {
  readonly json?: true;
}

const examples = `
Examples:
  holdfast search "signing key rotation"
  holdfast search "연차 이월" --corpus handbook --top-k 5
  holdfast search "retention" --json | jq '.hits[].document'

The fused score decides the order. A dash stands for a search that did not find the passage.`;

export function addSearch(program: Command): void {
  program
    .command('search')
    .summary('find passages without writing an answer')
    .description('Finds passages as a question would, with the score of each kind of search.')
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
        print(options.json ? JSON.stringify(result, null, 2) : renderSearch(result, autoPaint));
      });
    });
}
