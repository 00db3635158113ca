import { WorkflowNotFoundError } from '@temporalio/client';
import type { Command } from 'commander';
import { BadInput, type Ingestion } from '../../client.js';
import { withHoldfast } from '../connect.js';
import { corpusOption, parseName, tenantOption, type CorpusOptions } from '../options.js';
import { note } from '../print.js';

interface Control {
  readonly verb: string;
  readonly summary: string;
  readonly done: string;
  readonly act: (ingestion: Ingestion) => Promise<void>;
}

const controls: readonly Control[] = [
  {
    verb: 'pause',
    summary: 'pause an ingestion; batches in flight finish',
    done: 'is paused; continue it with "holdfast resume"',
    act: (ingestion) => ingestion.pause(),
  },
  {
    verb: 'resume',
    summary: 'continue a paused or parked ingestion now',
    done: 'continues',
    act: (ingestion) => ingestion.resume(),
  },
  {
    verb: 'cancel',
    summary: 'cancel an ingestion; committed documents stay',
    done: 'is being cancelled',
    act: (ingestion) => ingestion.cancel(),
  },
];

/** Commands that control the running ingestion of a source. */
export function addControls(program: Command): void {
  for (const control of controls) {
    const { verb, summary } = control;
    program
      .command(verb)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .argument('<source>', 'name of the source', parseName)
      .addOption(corpusOption())
      .addOption(tenantOption())
      .addHelpText(
        'after',
        `\nExamples:\n  holdfast ${verb} docs\n  holdfast ${verb} notes --corpus personal`,
      )
      .action((source: string, options: CorpusOptions) => run(control, source, options));
  }
}

async function run(
  { act, done }: Control,
  source: string,
  { corpus, tenant }: CorpusOptions,
): Promise<void> {
  await withHoldfast(tenant, async ({ holdfast }) => {
    try {
      await act(await holdfast.ingestion({ source, corpus }));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new BadInput(`No ingestion of "${source}" is running in corpus "${corpus}"`, {
        cause: error,
      });
    }
    note(`The ingestion of "${source}" ${done}.`);
  });
}
