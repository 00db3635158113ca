import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { jsonOption, tenantOption } from '../options.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { autoPaint } from '../render/paint.js';
import { renderSources } from '../render/sources.js';

const examples = `
Examples:
  holdfast sources
  holdfast sources --tenant acme --json | jq '.[].source'`;

export function addSources(program: Command): void {
  program
    .command('sources')
    .summary('list the sources in the index')
    .description('Lists every source with its documents, passages and last complete ingestion.')
    .addOption(jsonOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (options: { readonly json?: true; readonly tenant?: string }) => {
      await withHoldfast(options.tenant, async ({ holdfast }) => {
        const sources = await holdfast.sources();
        if (options.json) printJson(sources);
        else if (sources.length > 0) print(renderSources(forDisplay(sources), autoPaint));
        else note('There are no sources yet. Add one with: holdfast ingest <path>');
      });
    });
}
