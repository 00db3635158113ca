import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { jsonOption } from '../options.js';
import { note, print } from '../print.js';
import { autoPaint } from '../render/paint.js';
import { renderSettings } from '../render/settings.js';

const examples = `
Variables come from the environment, then from a file .env in the working folder, then from defaults.
Values of keys are never shown.

Examples:
  holdfast config
  HOLDFAST_DEADLINE=1m holdfast config | grep DEADLINE
  holdfast config --json | jq '.[] | select(.origin != "default")'`;

export function addConfig(program: Command): void {
  program
    .command('config')
    .summary('show the configuration in force')
    .description('Shows every variable with its value and where that comes from.')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((options: { readonly json?: true }) => {
      const { settings, unknown } = loadConfig();
      print(options.json ? JSON.stringify(settings, null, 2) : renderSettings(settings, autoPaint));
      for (const variable of unknown) note(`${variable} is set, but there is no such variable.`);
    });
}
