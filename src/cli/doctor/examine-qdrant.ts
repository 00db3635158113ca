import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config.js';
import { readStackFile } from '../../stack/stack-file.js';
import { bad, good, info, type Finding } from './finding.js';

const askWithinMs = 3_000;
const greeting = z.object({ version: z.string() });
const aliasList = z.object({
  result: z.object({
    aliases: z.array(z.object({ alias_name: z.string(), collection_name: z.string() })),
  }),
});

/** Whether Qdrant answers, and whether readers have an index. */
export async function examineQdrant(config: Config): Promise<readonly Finding[]> {
  const stack = await readStackFile(config.dataDir);
  const explicit = config.qdrant.url;
  const url = explicit ?? stack?.qdrantUrl;
  if (url === undefined) {
    return [bad('Qdrant', 'no address is known', 'start "holdfast up", or set QDRANT_URL')];
  }
  const key = explicit === null ? stack?.qdrantApiKey : undefined;
  const apiKey = key ?? config.qdrant.apiKey?.reveal();
  const how = explicit === null ? 'started by "holdfast up"' : 'set by QDRANT_URL';
  try {
    const { version } = greeting.parse(await get(apiKey, url));
    const { aliases } = aliasList.parse(await get(apiKey, `${url}/aliases`)).result;
    return [good('Qdrant', `${version} at ${url} (${how})`), examineIndex(config, aliases)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix =
      explicit === null
        ? `see ${join(config.dataDir, 'logs', 'qdrant.log')}`
        : 'start it, or check QDRANT_URL and QDRANT_API_KEY';
    return [bad('Qdrant', `${url} (${how}) does not answer: ${why}`, fix)];
  }
}

function examineIndex(
  { qdrant }: Config,
  aliases: readonly { readonly alias_name: string; readonly collection_name: string }[],
): Finding {
  const active = aliases.find(({ alias_name }) => alias_name === qdrant.collection);
  return active
    ? good('Index', `${qdrant.collection} → ${active.collection_name}`)
    : info('Index', 'nothing ingested yet: holdfast ingest <path>');
}

async function get(apiKey: string | undefined, url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: apiKey === undefined ? {} : { 'api-key': apiKey },
    signal: AbortSignal.timeout(askWithinMs),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response.json();
}
