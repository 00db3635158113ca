import { InvalidArgumentError, type Command } from 'commander';
import { BadInput } from '../../client.js';
import type { Config } from '../../config.js';
import { dependenciesOf } from '../../services.js';
import { withHoldfast, type Session } from '../connect.js';
import { jsonOption } from '../options.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { renderLimits, type QueueState } from '../render/limits.js';
import { autoPaint } from '../render/paint.js';

const help = `
Rates follow what a vendor throttles and what its headers say is left, within the limits
of the configuration (HOLDFAST_*_RPS). A rate set here stays until "auto". Temporal spreads a rate over
the partitions of a queue, with about a second of burst: low rates are approximate.

Examples:
  holdfast limits                                          every limited queue
  holdfast limits set holdfast.embed.openai.bulk 2         two requests per second, whatever happens
  holdfast limits set holdfast.embed.openai.bulk 0         paused
  holdfast limits auto holdfast.embed.openai.bulk          follow the vendor again`;

/** `holdfast limits`: shows the rates of limited queues, and pins one. */
export function addLimits(program: Command): void {
  const limits = program
    .command('limits')
    .summary('show the rates of limited queues, or set one')
    .description(
      'Shows every limited queue: the rate of the configuration, the one in force, and why.',
    )
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action((options: { readonly json?: true }) =>
      withHoldfast(undefined, async (session) => {
        const states = await readStates(session);
        if (options.json) printJson(states);
        else if (states.length > 0) print(renderLimits(forDisplay(states), Date.now(), autoPaint));
        else note('There are no limited queues: no vendor is configured.');
      }),
    );
  limits
    .command('set')
    .summary('set the rate of a queue, whatever happens')
    .argument('<queue>', 'as "holdfast limits" names it')
    .argument(
      '<rate>',
      'requests per second of all workers together; 0 pauses the queue',
      parseRate,
    )
    .action((queue: string, perSecond: number) => setLimit(queue, perSecond));
  limits
    .command('auto')
    .summary('let the rate of a queue follow the vendor again')
    .argument('<queue>', 'as "holdfast limits" names it')
    .action((queue: string) => setLimit(queue, null));
}

async function setLimit(queue: string, perSecond: number | null): Promise<void> {
  await withHoldfast(undefined, async ({ holdfast, config }) => {
    await holdfast.operator.setLimit(ownerOf(config, queue), queue, perSecond);
    const rate = perSecond === 0 ? 'is paused' : `is held at ${perSecond} per second`;
    note(`${queue} ${perSecond === null ? 'follows the vendor again' : rate}.`);
  });
}

async function readStates({ holdfast, config }: Session): Promise<readonly QueueState[]> {
  const queues = dependenciesOf(config).flatMap((one) => Object.entries(one.queues));
  return Promise.all(
    queues.map(async ([queue, configured]) => {
      return { queue, configured, limit: await holdfast.operator.limit(queue) };
    }),
  );
}

function ownerOf(config: Config, queue: string): string {
  const known = dependenciesOf(config);
  const owner = known.find(({ queues }) => queue in queues);
  if (owner) return owner.name;
  const names = known.flatMap(({ queues }) => Object.keys(queues));
  throw new BadInput(
    `There is no limited queue "${queue}" in this configuration; known: ${names.join(', ') || 'none'}`,
  );
}

function parseRate(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number of at least 0.');
}
