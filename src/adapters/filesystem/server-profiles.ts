import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ServerProfile } from '../shared/server-profile.js';

/** A server as its adapters call it: a model has its own limits and parameters. */
export interface Server {
  readonly baseURL: string;
  readonly model: string;
}

/** Servers are updated: what they were found to need is found out again after this long. */
const longestValidMs = 7 * 24 * 3_600_000;

const profileFile = z.object({
  baseURL: z.string(),
  model: z.string(),
  facts: z.array(
    z.tuple([z.string(), z.object({ value: z.number(), words: z.string().optional() })]),
  ),
  learntAt: z.number(),
});

/**
 * One profile for each server and model, shared by all adapters of this process and kept in
 * `<dataDir>/servers/` for the next one and for `holdfast doctor`. What cannot be read or written is
 * learnt again. `onLearnt` is told once of each thing a server was found to need.
 */
export function openServerProfiles(
  dataDir: string,
  onLearnt: (server: Server, words: string) => void,
): (server: Server) => ServerProfile {
  const profiles = new Map<string, ServerProfile>();
  return (server) => {
    const file = fileOf(dataDir, server);
    const known = profiles.get(file);
    if (known) return known;
    const profile = new ServerProfile(readFacts(file), (words) => {
      writeFacts(file, server, profile);
      if (words !== undefined) onLearnt(server, words);
    });
    profiles.set(file, profile);
    return profile;
  };
}

/** What a worker of this data folder has found a server to need, in words. */
export function adjustmentsOf(dataDir: string, server: Server): readonly string[] {
  return new ServerProfile(readFacts(fileOf(dataDir, server))).adjustments;
}

function fileOf(dataDir: string, { baseURL, model }: Server): string {
  const name = createHash('sha256')
    .update(JSON.stringify([baseURL, model]))
    .digest('hex');
  return path.join(dataDir, 'servers', `${name.slice(0, 16)}.json`);
}

function readFacts(file: string): z.output<typeof profileFile>['facts'] {
  try {
    const { facts, learntAt } = profileFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return Date.now() - learntAt < longestValidMs ? facts : [];
  } catch {
    return [];
  }
}

/** A few hundred bytes, a handful of times in the life of a server. */
function writeFacts(file: string, { baseURL, model }: Server, profile: ServerProfile): void {
  const draft = `${file}.${process.pid}.tmp`;
  const content = { baseURL, model, facts: [...profile.facts], learntAt: Date.now() };
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A full disk is reported where it matters.
  }
}
