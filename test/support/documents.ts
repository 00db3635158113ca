import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Contents = string | Uint8Array;

/** Writes documents (path → contents) into a fresh folder and returns it. The whole run's folder is removed at the end. */
export async function writeDocuments(
  documents: Readonly<Record<string, Contents>>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-documents-'));
  await changeDocuments(root, documents);
  return root;
}

/** Writes, replaces and (null) removes documents under a root. */
export async function changeDocuments(
  root: string,
  documents: Readonly<Record<string, Contents | null>>,
): Promise<void> {
  for (const [path, contents] of Object.entries(documents)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    if (contents === null) await rm(file);
    else await writeFile(file, contents);
  }
}

/** A small handbook with facts that stand nowhere else. */
export const lighthouseHandbook = {
  'lamp.md': `# Lamp room

## Cleaning the lens

The Fresnel lens is cleaned every Thursday with distilled water and a chamois cloth.

## Replacing the bulb

The bulb is a 400 watt metal halide lamp. It is replaced after 9000 burning hours.
`,
  'fog.md': `# Fog signal

The diaphone sounds two blasts every 40 seconds when visibility falls below 3 kilometres.

## Compressor

The compressor needs 7 bar before the fog signal can start.
`,
  '등대.md': `# 등대 근무 안내

## 교대

근무 교대는 매일 오전 6시 30분에 합니다. 교대 전에 일지를 반드시 작성합니다.

## 비상 발전기

비상 발전기의 연료는 72시간 동안 운전할 수 있는 양을 유지합니다.
`,
};
