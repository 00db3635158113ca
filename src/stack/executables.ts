import { delimiter, isAbsolute } from 'node:path';
import which from 'which';

/** An executable, and how it was found, in words for people. */
export interface Binary {
  readonly file: string;
  readonly how: string;
}

/** The first executable of that name on a PATH, or null. Relative folders of the PATH are ignored. */
export async function findOnPath(
  executable: string,
  searchPath: string | undefined,
): Promise<Binary | null> {
  const path = (searchPath ?? '').split(delimiter).filter(isAbsolute).join(delimiter);
  const file = await which(executable, { path, nothrow: true });
  return file === null ? null : { file, how: `found on PATH (${file})` };
}

/** Whether that file exists and may be executed. */
export async function isExecutableFile(file: string): Promise<boolean> {
  return (await which(file, { nothrow: true })) !== null;
}
