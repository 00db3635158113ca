import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { BadInput } from '../../client.js';
import type { Config } from '../../config.js';
import type { Operation } from '../../contracts/circuit.js';
import { dependenciesOf } from '../../services.js';
import { confirm, yesOption } from '../confirm.js';
import { withHoldfast, type Session } from '../connect.js';
import { messageOf } from '../exit-code.js';
import { forOption, jsonOption } from '../options.js';
import { displayText } from '../../core/display-text.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { renderCircuits, type ShownDependency } from '../render/circuits.js';
import { autoPaint } from '../render/paint.js';
import { stopSignal } from '../stop-signal.js';

const help = `
While a circuit is open, calls to its dependency are not made, and questions use the next generator
at once. It closes by itself when a probe succeeds.

Examples:
  holdfast circuits                                 the state of every dependency
  holdfast circuits --watch
  holdfast circuits open openai --for 10m           keep away from OpenAI for ten minutes
  holdfast circuits close qdrant/reads              call it whatever happens, until "auto"
  holdfast circuits auto openai                     end the hold
  holdfast circuits reset openai                    closed, as if nothing had happened`;

const watchEveryMs = 1_000;

const verbs: readonly { readonly verb: Operation['verb']; readonly summary: string }[] = [
  { verb: 'open', summary: 'hold open: no calls are made' },
  { verb: 'close', summary: 'hold closed: calls are made whatever happens' },
  { verb: 'reset', summary: 'close it, and forget what was counted' },
  { verb: 'auto', summary: 'end a hold' },
];

/** `holdfast circuits`: shows circuits, and holds or resets them. */
export function addCircuits(program: Command): void {
  const circuits = program
    .command('circuits')
    .summary('show the circuits of every dependency, or hold one')
    .description('Shows every circuit: its state, since when and why, and the next probe.')
    .option('--watch', 'show it again every second, until Ctrl-C')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action((options: { readonly watch?: true; readonly json?: true }) =>
      withHoldfast(undefined, (session) =>
        options.watch ? watch(session) : show(session, options.json === true),
      ),
    );
  for (const { verb, summary } of verbs) {
    const command = circuits
      .command(verb)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .argument('<dependency>', 'all of its circuits, or one as "holdfast circuits" names it');
    if (verb === 'open' || verb === 'close') command.addOption(forOption());
    if (verb === 'reset') command.addOption(yesOption());
    command.action((name: string, options: { readonly for?: number; readonly yes?: true }) =>
      withHoldfast(undefined, async (session) => {
        find(session.config, name);
        if (verb === 'reset') {
          await confirm(
            `This closes ${name} at once, forgets its failures and ends any hold: all workers call it again.`,
            options,
          );
        }
        await operate(session, verb, name, options.for);
      }),
    );
  }
}

async function show(session: Session, json: boolean): Promise<void> {
  const states = await readStates(session);
  if (json) printJson(states);
  else print(renderCircuits(forDisplay(states), Date.now(), autoPaint));
}

async function watch(session: Session): Promise<void> {
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort());
  const { signal } = stopped;
  while (!signal.aborted) {
    const shown = await look(session);
    print(process.stdout.isTTY ? `\u001b[H\u001b[2J${shown}` : shown);
    await sleep(watchEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Continues through an outage of Temporal itself. */
async function look(session: Session): Promise<string> {
  try {
    return renderCircuits(forDisplay(await readStates(session)), Date.now(), autoPaint);
  } catch (error) {
    return displayText(`Temporal is unreachable: ${messageOf(error)}`);
  }
}

async function operate(
  { holdfast, config }: Session,
  verb: Operation['verb'],
  name: string,
  forMs: number | undefined,
): Promise<void> {
  const { dependency, circuit } = find(config, name);
  const view = await holdfast.operator.operate(dependency, {
    verb,
    ...(circuit === undefined ? {} : { name: circuit }),
    ...(forMs === undefined ? {} : { forMs }),
  });
  const known = dependenciesOf(config).find((one) => one.name === dependency)?.circuits ?? [];
  const circuits = circuit === undefined ? known : [circuit];
  const touched = {
    ...view,
    rates: [],
    circuits: view.circuits.filter(({ name }) => circuits.includes(name)),
  };
  note('All workers apply this within 1 s.');
  const shown = forDisplay([{ dependency, circuits, view: touched, jam: null }]);
  print(renderCircuits(shown, Date.now(), autoPaint));
}

function readStates({ holdfast, config }: Session): Promise<readonly ShownDependency[]> {
  return Promise.all(
    dependenciesOf(config).map(async ({ name, circuits }) => {
      const [view, jam] = await Promise.all([
        holdfast.operator.circuits(name),
        holdfast.operator.jam(name),
      ]);
      return { dependency: name, circuits, view, jam };
    }),
  );
}

function find(config: Config, name: string): { dependency: string; circuit?: string } {
  const known = dependenciesOf(config);
  const whole = known.find((dependency) => dependency.name === name);
  if (whole) return { dependency: name };
  const owner = known.find(({ circuits }) => circuits.includes(name));
  if (owner) return { dependency: owner.name, circuit: name };
  const names = known.flatMap(({ name, circuits }) => [name, ...circuits.map((one) => `  ${one}`)]);
  throw new BadInput(
    `There is no dependency "${name}" in this configuration; known:\n${names.join('\n')}`,
  );
}
