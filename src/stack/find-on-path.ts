import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Absolute path of the first executable file of that name on a PATH, or null. */
export async function findOnPath(
  executable: string,
  searchPath: string | undefined,
): Promise<string | null> {
  for (const folder of (searchPath ?? '').split(delimiter).filter(isAbsolute)) {
    const file = join(folder, executable);
    if (await isExecutableFile(file)) return file;
  }
  return null;
}

/** Whether that file is there and may be executed. */
export async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
