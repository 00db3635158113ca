import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { jsonOption, tenantOption } from '../options.js';
import { note, print } from '../print.js';
import { autoPaint } from '../render/paint.js';
import { renderSources } from '../render/sources.js';

const examples = `
Examples:
  holdfast sources
  holdfast sources --tenant acme --json | jq '.[].source'`;

export function addSources(program: Command): void {
  program
    .command('sources')
    .summary('list what is in the index')
    .description('Lists the sources with their documents, passages and last complete run.')
    .addOption(jsonOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (options: { readonly json?: true; readonly tenant?: string }) => {
      await withHoldfast(options.tenant, async ({ holdfast }) => {
        const sources = await holdfast.sources();
        if (options.json) print(JSON.stringify(sources, null, 2));
        else if (sources.length > 0) print(renderSources(sources, autoPaint));
        else note('There are no sources yet: holdfast ingest <path>');
      });
    });
}
