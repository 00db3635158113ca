/** How a model wants one kind of text: a text put before it, fields added to the request. */
export interface EmbeddingInput {
  readonly prefix: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface EmbeddingModel {
  /** Length of its vectors. */
  readonly dimensions?: number;
  /** Most tokens of one text. */
  readonly maxTokens?: number;
  readonly query: EmbeddingInput;
  readonly passage: EmbeddingInput;
}

const plain: EmbeddingInput = { prefix: '', fields: {} };
const prefixed = (query: string, passage: string) => ({
  query: { prefix: query, fields: {} },
  passage: { prefix: passage, fields: {} },
});
const typed = (field: string, query: string, passage: string) => ({
  query: { prefix: '', fields: { [field]: query } },
  passage: { prefix: '', fields: { [field]: passage } },
});
const task = 'Instruct: Given a web search query, retrieve relevant passages that answer the query';
const representing = prefixed('Represent this sentence for searching relevant passages: ', '');

type Entry = readonly [pattern: RegExp, model: Partial<EmbeddingModel>];

/** What the cards of well-known models say. The first pattern that fits a model's name counts. */
const models: readonly Entry[] = [
  [/^text-embedding-3-large$/, { dimensions: 3072, maxTokens: 8191 }],
  [/^text-embedding-(?:3-small|ada-002)$/, { dimensions: 1536, maxTokens: 8191 }],
  [/e5-mistral-7b/, { dimensions: 4096, maxTokens: 4096, ...prefixed(`${task}\nQuery: `, '') }],
  [/e5-large-instruct/, { dimensions: 1024, maxTokens: 512, ...prefixed(`${task}\nQuery: `, '') }],
  [/e5-small/, { dimensions: 384, maxTokens: 512, ...prefixed('query: ', 'passage: ') }],
  [/e5-base/, { dimensions: 768, maxTokens: 512, ...prefixed('query: ', 'passage: ') }],
  [/e5-large/, { dimensions: 1024, maxTokens: 512, ...prefixed('query: ', 'passage: ') }],
  [/qwen3-embedding/, { maxTokens: 32_768, ...prefixed(`${task}\nQuery:`, '') }],
  [/bge-m3/, { dimensions: 1024, maxTokens: 8192 }],
  [/bge-small-en/, { dimensions: 384, maxTokens: 512, ...representing }],
  [/bge-base-en/, { dimensions: 768, maxTokens: 512, ...representing }],
  [/bge-large-en/, { dimensions: 1024, maxTokens: 512, ...representing }],
  [/mxbai-embed-large/, { dimensions: 1024, maxTokens: 512, ...representing }],
  [
    /nomic-embed-text/,
    { dimensions: 768, maxTokens: 2048, ...prefixed('search_query: ', 'search_document: ') },
  ],
  [
    /snowflake-arctic-embed-l-v2/,
    { dimensions: 1024, maxTokens: 8192, ...prefixed('query: ', '') },
  ],
  [
    /embedding-?gemma/,
    {
      dimensions: 768,
      maxTokens: 2048,
      ...prefixed('task: search result | query: ', 'title: none | text: '),
    },
  ],
  [/all-minilm-l6/, { dimensions: 384, maxTokens: 256 }],
  [
    /^embed-(?:english|multilingual)-v3/,
    { dimensions: 1024, maxTokens: 512, ...typed('input_type', 'search_query', 'search_document') },
  ],
  [/^embed-v4/, typed('input_type', 'search_query', 'search_document')],
  [/voyage-/, { maxTokens: 32_000, ...typed('input_type', 'query', 'document') }],
  [
    /jina-embeddings-v[34]/,
    { maxTokens: 8192, ...typed('task', 'retrieval.query', 'retrieval.passage') },
  ],
  [/nv-embed/, typed('input_type', 'query', 'passage')],
];

/** What is known of a model by its name; texts of any other go as they are. */
export function knownEmbeddingModel(name: string): EmbeddingModel {
  const wanted = name.toLowerCase();
  const [, known = {}] = models.find(([pattern]) => pattern.test(wanted)) ?? [];
  return { query: plain, passage: plain, ...known };
}
