import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const reportEveryMs = 2_000;
const megabytes = (bytes: number): number => Math.round(bytes / 1_000_000);

/**
 * Runs a download that writes below `folder`, and reports every two seconds how much is there.
 * Works for any tool that downloads, because it only looks at the files.
 */
export async function withDownloadProgress<T>(
  { folder, what, bytes }: { folder: string; what: string; bytes?: number },
  onProgress: (text: string) => void,
  download: () => Promise<T>,
): Promise<T> {
  const total = bytes === undefined ? '' : ` of ${megabytes(bytes)}`;
  let reported = 0;
  const report = async (): Promise<void> => {
    const present = megabytes(await sizeOf(folder));
    if (present > reported) onProgress(`Downloading ${what}: ${(reported = present)}${total} MB`);
  };
  const timer = setInterval(() => void report(), reportEveryMs);
  try {
    return await download();
  } finally {
    clearInterval(timer);
  }
}

/** Files that vanish while they are counted count as nothing. */
async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = files.map(async (file) => {
    const stats = await stat(join(folder, file)).catch(() => null);
    return stats?.isFile() ? stats.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
