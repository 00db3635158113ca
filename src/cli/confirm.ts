import { createInterface } from 'node:readline/promises';
import { Option } from 'commander';
import { BadInput } from '../client.js';
import { note } from './print.js';

export const yesOption = (): Option =>
  new Option('--yes', 'do not ask for confirmation; required in scripts');

interface Terminal {
  readonly isInteractive: boolean;
  ask(question: string): Promise<string>;
}

/**
 * Says what a destructive command is about to do and asks whether to go ahead. Throws BadInput when
 * there is no terminal to ask at, and when the answer is not yes.
 */
export async function confirm(
  action: string,
  { yes = false }: { readonly yes?: boolean | undefined },
  terminal: Terminal = standardTerminal,
): Promise<void> {
  note(action);
  if (yes) return;
  if (!terminal.isInteractive) throw new BadInput('Pass --yes to confirm this without a terminal');
  const answer = await terminal.ask('Continue? [y/N] ');
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Cancelled: nothing was changed');
}

const standardTerminal: Terminal = {
  isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await new Promise<string>((resolve) => {
        // The end of input is no consent.
        lines.once('close', () => resolve(''));
        void lines.question(question).then(resolve, () => resolve(''));
      });
    } finally {
      lines.close();
    }
  },
};
