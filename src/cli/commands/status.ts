import type { Command } from 'commander';
import { withHoldfast } from '../connect.js';
import { jsonOption, tenantOption } from '../options.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { autoPaint } from '../render/paint.js';
import { renderRun, renderRuns } from '../render/runs.js';

const examples = `
Examples:
  holdfast status                                   the newest questions and ingestions
  holdfast status ingest/default/default/docs       one run`;

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('show the newest runs, or one')
    .description('Shows the newest questions and ingestions, or the details of one run.')
    .argument('[workflow-id]', 'a run')
    .addOption(jsonOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(
      async (
        workflowId: string | undefined,
        options: { readonly json?: true; readonly tenant?: string },
      ) => {
        await withHoldfast(options.tenant, async ({ holdfast, runUrl }) => {
          const runs = await holdfast.status(workflowId);
          const [run] = runs;
          if (options.json) printJson(workflowId === undefined ? runs : run);
          else if (run === undefined) note('No questions or ingestions yet.');
          else if (workflowId === undefined) print(renderRuns(forDisplay(runs), autoPaint));
          else print(renderRun(forDisplay(run), runUrl(run), autoPaint));
        });
      },
    );
}
