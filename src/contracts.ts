// What `holdfast/contracts` exports: the schemas of what crosses a wire, and names for other clients.
export {
  answer,
  citation,
  degradation,
  questionInput,
  searchResult,
  stage,
  type Answer,
  type Citation,
  type Degradation,
  type Question,
  type QuestionInput,
  type SearchResult,
} from './contracts/answer.js';
export {
  ingestInput,
  sourceRef,
  type IngestInput,
  type IngestPreview,
  type IngestProgress,
  type SourceRef,
  type SourceStatus,
} from './contracts/ingest.js';
export { queues, searchAttributes, searchAttributeTypes } from './contracts/names.js';
