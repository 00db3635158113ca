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
    summary: 'hold an ingestion; what is in flight is finished',
    done: 'is held: go on with "holdfast resume"',
    act: (ingestion) => ingestion.pause(),
  },
  {
    verb: 'resume',
    summary: 'let a paused or parked ingestion go on at once',
    done: 'goes on',
    act: (ingestion) => ingestion.resume(),
  },
  {
    verb: 'cancel',
    summary: 'end an ingestion; what is committed stays',
    done: 'is being cancelled',
    act: (ingestion) => ingestion.cancel(),
  },
];

/** The commands that steer the running ingestion of a source. */
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
      .action((source: string, options: CorpusOptions) => steer(control, source, options));
  }
}

async function steer(
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
