import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { endProcess, identifyProcess, processRecord, stillRuns } from './process-identity.js';
import type { Stack } from './stack.js';

/** What `stack.json` says of a running stack: how other commands find it. */
const stackRecord = z.object({
  /** The process that started the stack and will stop it. */
  owner: processRecord,
  temporalAddress: z.string(),
  temporalUiUrl: z.string().optional(),
  qdrantUrl: z.string(),
  /** Only of a Qdrant that was started with a key. */
  qdrantApiKey: z.string().optional(),
  /** The processes started for it: none for a service that was there already. */
  services: z.array(processRecord),
  /** ISO time. */
  startedAt: z.string(),
});
export type StackRecord = z.infer<typeof stackRecord>;

const fileIn = (dataDir: string): string => join(dataDir, 'stack.json');

/**
 * Records a stack as owned by this process, `others` being further processes started for it. Atomic:
 * readers see the old record or the new one.
 */
export async function writeStackFile(
  dataDir: string,
  stack: Stack,
  others: readonly number[] = [],
): Promise<void> {
  const { temporal, qdrant } = stack;
  const pids = [temporal.pid, qdrant.pid, ...others].filter((pid) => pid !== undefined);
  const [owner, ...services] = await Promise.all([process.pid, ...pids].map(identifyProcess));
  const record = stackRecord.parse({
    owner,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
    qdrantUrl: qdrant.url,
    qdrantApiKey: qdrant.apiKey,
    services: services.filter((service) => service !== null),
    startedAt: new Date().toISOString(),
  });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const partial = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, fileIn(dataDir));
}

/** The stack that runs on this data folder; null when none does, whatever the file says. */
export async function readStackFile(dataDir: string): Promise<StackRecord | null> {
  const record = await read(dataDir);
  return record !== null && (await stillRuns(record.owner)) ? record : null;
}

/** Takes this process's record away. Leaves another's alone. */
export async function removeStackFile(dataDir: string): Promise<void> {
  const record = await read(dataDir);
  if (record?.owner.pid === process.pid) await rm(fileIn(dataDir), { force: true });
}

/**
 * Ends the services of a recorded stack whose owner is gone, and takes the record away. Touches only
 * exactly the processes that were recorded; resolves with the numbers of those it ended.
 */
export async function stopLeftovers(dataDir: string): Promise<readonly number[]> {
  const record = await read(dataDir);
  if (record === null || (await stillRuns(record.owner))) return [];
  const running = [];
  for (const service of record.services) if (await stillRuns(service)) running.push(service);
  await Promise.all(running.map(endProcess));
  await rm(fileIn(dataDir), { force: true });
  return running.map((service) => service.pid);
}

async function read(dataDir: string): Promise<StackRecord | null> {
  try {
    return stackRecord.parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}
