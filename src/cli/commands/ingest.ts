import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { checkPaths, type NamedRoot } from '../check-paths.js';
import { confirm, yesOption } from '../confirm.js';
import { withHoldfast, type Session } from '../connect.js';
import type { ExitCode } from '../exit-code.js';
import { followIngestion } from '../follow-ingestion.js';
import { corpusOption, parseName, tenantOption, type CorpusOptions } from '../options.js';
import { forDisplay, note, print } from '../print.js';
import { renderPreview } from '../render/ingestion.js';
import { autoPaint } from '../render/paint.js';
import { counted } from '../render/quantities.js';
import { stopSignal } from '../stop-signal.js';

interface IngestOptions extends CorpusOptions {
  readonly source?: string;
  readonly dryRun?: true;
  readonly allowDeletes?: boolean;
  readonly yes?: true;
  readonly detach?: true;
}

const examples = `
Each path becomes one source: the documents under a folder, or one file. Its name is the last part of
the path, with "-" in place of everything but letters, digits, ".", "_" and "-", unless --source sets
another. Ingesting a source again picks up changed documents and removes deleted ones.

Examples:
  holdfast ingest docs                              a source named "docs"
  holdfast ingest ~/notes --source notes-2026 --corpus personal
  holdfast ingest handbook wiki --dry-run           show the work and the cost, change nothing
  holdfast ingest docs --detach                     start without waiting
  holdfast ingest docs --allow-deletes --yes        more than 30 % of the documents are gone for good

Ctrl-C stops only the display: the ingestion keeps running, and "holdfast ingest" of the same path
shows it again.
Exit code: 0 when done or detached; 1 when an ingestion failed; 2 for bad input, such as a root that
is not mounted.`;

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .summary('index documents, or update the index')
    .description('Indexes the documents under each path, and updates the index when they change.')
    .argument('<path...>', 'folders or files, by their path on the worker')
    .addOption(corpusOption())
    .option('--source <name>', 'name of the source (only with a single path)', parseName)
    .option('--dry-run', 'show the work and the cost without changing anything')
    .option('--allow-deletes', 'accept that more than 30 % of the known documents are gone')
    .addOption(yesOption())
    .option('--detach', 'start the ingestion and return')
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (paths: string[], options: IngestOptions) => {
      const workerIsElsewhere = loadConfig().temporal.address !== null;
      const roots = await checkPaths(paths, { source: options.source, workerIsElsewhere });
      process.exitCode = await withHoldfast(options.tenant, (session) =>
        options.dryRun ? preview(session, roots, options) : ingest(session, roots, options),
      );
    });
}

async function preview(
  { holdfast }: Session,
  roots: readonly NamedRoot[],
  { corpus, allowDeletes = false }: IngestOptions,
): Promise<ExitCode> {
  for (const named of roots) {
    const found = await holdfast.preview({ ...named, corpus, allowDeletes });
    print(renderPreview(named.source, forDisplay(found), autoPaint));
  }
  return 0;
}

/** Starts all before it follows the first, so that Ctrl-C leaves all of them running. */
async function ingest(
  { holdfast }: Session,
  roots: readonly NamedRoot[],
  options: IngestOptions,
): Promise<ExitCode> {
  const { corpus, allowDeletes = false, detach } = options;
  if (allowDeletes) await confirmDeletes(holdfast, roots, options);
  const runs = [];
  for (const named of roots) {
    const ingestion = await holdfast.ingest({ ...named, corpus, allowDeletes });
    runs.push({ source: named.source, ingestion });
  }
  if (detach) {
    for (const { ingestion } of runs)
      note(`Started. Check it with: holdfast status ${ingestion.workflowId}`);
    return 0;
  }
  const interrupted = new AbortController();
  void stopSignal().then(() => interrupted.abort());
  const endings = [];
  for (const { source, ingestion } of runs) {
    const ending = await followIngestion(source, ingestion, interrupted.signal);
    if (ending === 'detached') {
      note(`Still running. Check it with: holdfast status ${ingestion.workflowId}`);
    }
    endings.push(ending);
  }
  if (endings.includes('failed')) return 1;
  return endings.includes('invalid') ? 2 : 0;
}

/** With a terminal, says how many documents each source would lose; scripts have decided already. */
async function confirmDeletes(
  holdfast: Session['holdfast'],
  roots: readonly NamedRoot[],
  { corpus, yes }: IngestOptions,
): Promise<void> {
  const names = roots.map(({ source }) => `"${source}"`).join(', ');
  const action = `This removes the documents of ${names} that are missing from disk from corpus "${corpus}" of the index, however many they are`;
  if (yes || !process.stdin.isTTY) return confirm(`${action}.`, { yes });
  const losses = [];
  for (const named of roots) {
    const { gone } = await holdfast.preview({ ...named, corpus, allowDeletes: true });
    losses.push(`${counted(gone, 'document')} of "${named.source}"`);
  }
  await confirm(`${action}: ${losses.join(', ')}.`, {});
}
