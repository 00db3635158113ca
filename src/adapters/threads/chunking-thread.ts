// The other side of document-chunker.ts: chunks one document after the other.
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { chunkFile, type DocumentFile } from '../../core/chunk-file.js';
import { loadEncoding } from '../../core/token-count.js';
import type { ChunkReply } from './document-chunker.js';

const lowestPriority = 19;
// What waits for an answer goes first. Only on Linux does this mean the thread, not its process.
if (process.platform === 'linux') setPriority(Math.min(lowestPriority, getPriority() + 5));

const reply = (message: ChunkReply) => parentPort?.postMessage(message);

const chunk = async (document: DocumentFile): Promise<void> => {
  try {
    await loadEncoding(document.encoding);
    reply({ chunked: chunkFile(document) });
  } catch (error) {
    reply({ error });
  }
};

parentPort?.on('message', (document: DocumentFile) => void chunk(document));
