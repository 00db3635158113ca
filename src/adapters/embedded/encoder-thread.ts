// The other side of embedder.ts: loads the encoder, then embeds one text after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { loadEncoder, type Encoded } from './encoder.js';
import type { EncoderFiles } from './embedder.js';

const encoder = await loadEncoder(workerData as EncoderFiles);
parentPort?.on('message', (text: string) => {
  const encoded: Encoded = encoder.encode(text);
  parentPort?.postMessage(encoded, [encoded.vector.buffer as ArrayBuffer]);
});
parentPort?.postMessage('ready');
