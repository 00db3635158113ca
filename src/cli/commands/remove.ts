import type { Command } from 'commander';
import { BadInput } from '../../client.js';
import { confirm, yesOption } from '../confirm.js';
import { withHoldfast } from '../connect.js';
import { corpusOption, parseName, tenantOption, type CorpusOptions } from '../options.js';
import { note } from '../print.js';
import { counted } from '../render/quantities.js';

interface RemoveOptions extends CorpusOptions {
  readonly yes?: true;
}

const help = `
The documents themselves stay where they are; only the index changes. "holdfast sources" lists the
sources. The removal is recorded: see "holdfast audit".

Examples:
  holdfast remove docs
  holdfast remove notes --corpus personal --yes

Exit code: 0 when removed; 1 when cancelled or failed; 2 for an unknown source, or without --yes where
there is no terminal.`;

export function addRemove(program: Command): void {
  program
    .command('remove')
    .summary('remove a source from the index')
    .description('Removes a source with all its documents from the index.')
    .argument('<source>', 'name of the source', parseName)
    .addOption(corpusOption())
    .addOption(yesOption())
    .addOption(tenantOption())
    .addHelpText('after', help)
    .action(async (source: string, { corpus, tenant, yes }: RemoveOptions) => {
      await withHoldfast(tenant, async ({ holdfast }) => {
        const known = await holdfast.sources();
        const found = known.find((one) => one.source === source && one.corpus === corpus);
        if (!found) {
          throw new BadInput(
            `There is no source "${source}" in corpus "${corpus}": see "holdfast sources"`,
          );
        }
        const size = `${counted(found.documents, 'document')}, ${counted(found.passages, 'passage')}`;
        await confirm(
          `This removes source "${source}" from corpus "${corpus}" of the index: ${size}.`,
          { yes },
        );
        await holdfast.remove({ source, corpus });
        note(`Removed source "${source}" from corpus "${corpus}".`);
      });
    });
}
