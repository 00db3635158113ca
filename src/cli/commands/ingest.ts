import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { checkPaths, type NamedRoot } from '../check-paths.js';
import { withHoldfast, type Session } from '../connect.js';
import type { ExitCode } from '../exit-code.js';
import { followIngestion } from '../follow-ingestion.js';
import { corpusOption, parseName, tenantOption, type CorpusOptions } from '../options.js';
import { note, print } from '../print.js';
import { renderPreview } from '../render/ingestion.js';
import { autoPaint } from '../render/paint.js';
import { stopSignal } from '../stop-signal.js';

interface IngestOptions extends CorpusOptions {
  readonly source?: string;
  readonly dryRun?: true;
  readonly allowDeletes?: boolean;
  readonly detach?: true;
}

const examples = `
Every path becomes one source: the documents under a folder, or one file. Its name is the last part
of the path, with "-" for everything but letters, digits, ".", "_" and "-"; --source gives another.
Ingesting a source again reads what changed and deletes what is gone.

Examples:
  holdfast ingest docs                              a source named "docs"
  holdfast ingest ~/notes --source notes-2026 --corpus personal
  holdfast ingest handbook wiki --dry-run           what it would do and cost
  holdfast ingest docs --detach                     start it and come back
  holdfast ingest docs --allow-deletes              more than 30 % of the documents are gone for good

Ctrl-C leaves a run alone: it goes on, and "holdfast ingest" of the same path shows it again.
Exit code: 0 when done or detached; 1 when a run failed; 2 for bad input, such as a root that is not
mounted.`;

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .summary('bring the index in line with documents')
    .description('Brings the index in line with the documents under each path.')
    .argument('<path...>', 'folders or files, as the worker sees them')
    .addOption(corpusOption())
    .option('--source <name>', 'name of the source (only with a single path)', parseName)
    .option('--dry-run', 'show what would be done and cost; write nothing')
    .option('--allow-deletes', 'accept that more than 30 % of the known documents are gone')
    .option('--detach', 'do not wait')
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
    print(renderPreview(named.source, found, autoPaint));
  }
  return 0;
}

/** Starts all of them first, so that Ctrl-C finds all of them going on. */
async function ingest(
  { holdfast }: Session,
  roots: readonly NamedRoot[],
  { corpus, allowDeletes = false, detach }: IngestOptions,
): Promise<ExitCode> {
  const runs = [];
  for (const named of roots) {
    const ingestion = await holdfast.ingest({ ...named, corpus, allowDeletes });
    runs.push({ source: named.source, ingestion });
  }
  if (detach) {
    for (const { ingestion } of runs) note(`Started: holdfast status ${ingestion.workflowId}`);
    return 0;
  }
  const interrupted = new AbortController();
  void stopSignal().then(() => interrupted.abort());
  const endings = [];
  for (const { source, ingestion } of runs) {
    const ending = await followIngestion(source, ingestion, interrupted.signal);
    if (ending === 'detached') {
      note(`Detached; the run goes on: holdfast status ${ingestion.workflowId}`);
    }
    endings.push(ending);
  }
  if (endings.includes('failed')) return 1;
  return endings.includes('refused') ? 2 : 0;
}
