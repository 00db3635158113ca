import { resolve } from 'node:path';
import { connect } from 'holdfast';
import { loadConfig, startWorker } from 'holdfast/worker';

const worker = await startWorker(loadConfig()); // TEMPORAL_ADDRESS, QDRANT_URL, OPENAI_API_KEY …
const holdfast = await connect();
const ingestion = await holdfast.ingest({ source: 'handbook', root: resolve('docs') });
await ingestion.result();
const answer = await holdfast.ask('How many days of leave can I carry over?');
console.log(answer.answer, answer.citations, answer.degraded);
await holdfast.close();
await worker.shutdown();
