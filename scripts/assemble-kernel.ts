// Writes the matrix kernel of the embedded encoder as a module: tsx scripts/assemble-kernel.ts
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const folder = fileURLToPath(new URL('../src/adapters/embedded/', import.meta.url));

/** The text of `matrix-kernel.ts` as `matrix-kernel.wat` makes it. */
export async function assembleKernel(): Promise<string> {
  const assembler = await wabt();
  const source = await readFile(`${folder}matrix-kernel.wat`, 'utf8');
  const module = assembler.parseWat('matrix-kernel.wat', source, {
    simd: true,
    relaxed_simd: true,
  });
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,88}/g) ?? [];
  const code = lines.map((line) => `  '${line}'`).join(' +\n');
  return `// Made of matrix-kernel.wat by scripts/assemble-kernel.ts.

/** A WebAssembly module in base64; needs relaxed SIMD, which Node has since version 22. */
export const matrixKernel =
${code};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(`${folder}matrix-kernel.ts`, await assembleKernel());
}
