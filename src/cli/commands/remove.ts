import type { Command } from 'commander';
import { BadInput } from '../../client.js';
import { withHoldfast } from '../connect.js';
import { corpusOption, parseName, tenantOption, type CorpusOptions } from '../options.js';
import { note } from '../print.js';

const examples = `
Examples:
  holdfast remove docs
  holdfast remove notes --corpus personal

The documents themselves are left alone. "holdfast sources" lists the names.`;

export function addRemove(program: Command): void {
  program
    .command('remove')
    .summary('take a source out of the index')
    .description('Takes a source with all its documents out of the index.')
    .argument('<source>', 'name of the source', parseName)
    .addOption(corpusOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (source: string, { corpus, tenant }: CorpusOptions) => {
      await withHoldfast(tenant, async ({ holdfast }) => {
        const known = await holdfast.sources();
        if (!known.some((one) => one.source === source && one.corpus === corpus)) {
          throw new BadInput(
            `There is no source "${source}" in corpus "${corpus}": see "holdfast sources"`,
          );
        }
        await holdfast.remove({ source, corpus });
        note(`Removed source "${source}" from corpus "${corpus}".`);
      });
    });
}
