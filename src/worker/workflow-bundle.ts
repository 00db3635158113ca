import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DefaultLogger,
  bundleWorkflowCode,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const root = pathOf('../..');
const cache = join(root, 'node_modules', '.cache', 'holdfast');
/** The layers that a bundle contains. */
const layers = ['contracts', 'core', 'workflows'];

/** File of the bundle made at build time; in a checkout, of one that is kept until the sources change. */
export async function workflowBundlePath(): Promise<string> {
  const built = pathOf('../workflow-bundle.js');
  if (existsSync(built)) return built;
  const kept = join(cache, `workflows-${await fingerprint()}.js`);
  if (!existsSync(kept)) await keep(await bundleWorkflows(), kept);
  return kept;
}

/** Bundles the workflows as they are now: some seconds. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  // Silences webpack's progress log.
  const logger = new DefaultLogger('WARN');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const payloadConverterPath = pathOf(`../workflows/payload-converter.${extension}`);
  return bundleWorkflowCode({
    workflowsPath: pathOf('../workflows'),
    payloadConverterPath,
    logger,
  });
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const layer of layers) {
    const entries = await readdir(join(root, 'src', layer), { recursive: true });
    for (const file of entries.filter((name) => name.endsWith('.ts')).sort()) {
      hash.update(`\0${layer}/${file}\0`).update(await readFile(join(root, 'src', layer, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Workers that start side by side see a whole file or none. */
async function keep({ code }: WorkflowBundleWithSourceMap, path: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const old = (await readdir(cache)).map((name) => join(cache, name));
  const others = old.filter((file) => file.endsWith('.js') && file !== path);
  for (const file of others) await rm(file, { force: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, path);
}
