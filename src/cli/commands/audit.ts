import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { jsonOption } from '../options.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { table } from '../render/layout.js';
import { autoPaint } from '../render/paint.js';

const help = `
Recorded are removed sources, ingestions with --allow-deletes, and every change of a circuit or a limit,
whether made by this command line or by an application. Records are kept for the retention time of the
Temporal namespace.

Examples:
  holdfast audit
  holdfast audit --json | jq '.[] | select(.by | startswith("alice@"))'`;

export function addAudit(program: Command): void {
  program
    .command('audit')
    .summary('show who removed or overrode what, and when')
    .description('Lists the newest actions of operators, with their time and their author.')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(async (options: { readonly json?: true }) => {
      await withHoldfast(undefined, async ({ holdfast }) => {
        const actions = await holdfast.operator.audit();
        if (options.json) return printJson(actions);
        if (actions.length === 0) return note('No actions are recorded.');
        const rows = forDisplay(actions).map(({ at, by, tenant, action }) => [
          at.replace(/\.\d+Z$/, 'Z'),
          by,
          tenant,
          action,
        ]);
        print(table(['when', 'who', 'tenant', 'action'], rows, autoPaint));
      });
    });
}
