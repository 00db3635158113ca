import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { jsonOption } from '../options.js';
import { forDisplay, note, print, printJson } from '../print.js';
import { autoPaint } from '../render/paint.js';
import { renderSettings } from '../render/settings.js';

const examples = `
A value comes from the environment, else from the file .env in the working folder, else it is the
default. Keys are never shown.

Examples:
  holdfast config
  HOLDFAST_DEADLINE=1m holdfast config | grep DEADLINE
  holdfast config --json | jq '.[] | select(.origin != "default")'`;

export function addConfig(program: Command): void {
  program
    .command('config')
    .summary('show the effective configuration')
    .description('Shows every variable with its value and where the value comes from.')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((options: { readonly json?: true }) => {
      const { settings, warnings } = loadConfig();
      if (options.json) printJson(settings);
      else print(renderSettings(forDisplay(settings), autoPaint));
      for (const { variable, message } of warnings) note(`${variable} ${message}.`);
    });
}
