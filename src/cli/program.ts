import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addAudit } from './commands/audit.js';
import { addAsk } from './commands/ask.js';
import { addCircuits } from './commands/circuits.js';
import { addConfig } from './commands/config.js';
import { addControls } from './commands/control.js';
import { addDoctor } from './commands/doctor.js';
import { addIngest } from './commands/ingest.js';
import { addLimits } from './commands/limits.js';
import { addRemove } from './commands/remove.js';
import { addSearch } from './commands/search.js';
import { addSources } from './commands/sources.js';
import { addStatus } from './commands/status.js';
import { addUp } from './commands/up.js';
import { addWorker } from './commands/worker.js';

const help = `
Start here:
  holdfast up                     in one terminal: Temporal, Qdrant and workers
  holdfast ingest docs            in another: index your documents
  holdfast ask "How do I …?"      get a cited answer, or "I don't know"
  holdfast doctor                 find out what is wrong

"holdfast <command> --help" shows examples. No API key is needed; with one, a model writes the answers
(see "holdfast config").`;

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The command line of Holdfast. Throws CommanderError instead of exiting. */
export function createProgram(): Command {
  const program = new Command('holdfast')
    .description(
      'Answers questions from your own documents, and keeps working when the services under it fail.',
    )
    .version(version)
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText('after', help);
  for (const add of [
    addUp,
    addIngest,
    addAsk,
    addSearch,
    addSources,
    addStatus,
    addRemove,
    addControls,
    addCircuits,
    addLimits,
    addAudit,
    addWorker,
    addConfig,
    addDoctor,
  ]) {
    add(program);
  }
  return program;
}
