export { answerQuestion } from './answer-question.js';
export { searchPassages } from './search-passages.js';
export { ingestSource } from './ingest-source.js';
export { previewSource } from './preview-source.js';
export { removeSource } from './remove-source.js';
export { listSources } from './list-sources.js';
export { sweepStale } from './sweep-stale.js';
export { circuitBreaker } from './circuit-breaker.js';
