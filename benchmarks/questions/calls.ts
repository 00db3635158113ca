import { passageLoader } from '../../src/activities/load-passages.js';
import { questionKey } from '../../src/activities/question-key.js';
import { decodeVector, encodeVector } from '../../src/core/vector-codec.js';
import type { Config } from '../../src/config.js';
import { extractSentences } from '../../src/core/extract-sentences.js';
import { buildPrompt } from '../../src/core/prompt.js';
import { queryTerms } from '../../src/core/query-terms.js';
import type { Ports } from '../../src/worker/ports.js';

export const scope = { tenant: 'default', corpus: 'default' };
const never = new AbortController().signal;
const candidatesPerLeg = 50;
const mostPassages = 10;

/** The calls that one question makes on the ports, and next to nothing else. */
export type QuestionCalls = ReturnType<typeof questionCalls>;

export function questionCalls(ports: Ports, { generators, generation, stages }: Config) {
  const load = passageLoader(ports.index, ports.standby);
  const first = generators[0];
  const generator = first && ports.generators.get(first.name);
  const { firstTokenMs, idleMs } = stages.generate;

  return {
    async inspectIndex(): Promise<void> {
      const collection = await ports.store.activeCollection(never);
      await ports.manifest.sources({ tenant: scope.tenant, collection: collection! }, never);
    },

    async findCachedAnswer(question: string): Promise<void> {
      await ports.answerCache.find(
        scope,
        questionKey({ ...scope, question, topK: mostPassages }, ''),
        never,
      );
    },

    async searchLexical(question: string): Promise<readonly string[]> {
      const terms = queryTerms(question);
      const { candidates } = await ports.index.searchLexical(scope, terms, candidatesPerLeg, never);
      return candidates.map(({ id }) => id);
    },

    async embedQuestion(question: string): Promise<string> {
      const { vectors } = await ports.embedder!.embed([question], never);
      return encodeVector(vectors[0]!);
    },

    async searchDense(vector: string): Promise<readonly string[]> {
      const query = decodeVector(vector);
      const candidates = await ports.index.searchDense(scope, query, candidatesPerLeg, never);
      return candidates.map(({ id }) => id);
    },

    async rerankPassages(input: {
      readonly question: string;
      readonly ids: readonly string[];
    }): Promise<readonly string[]> {
      const passages = await load(scope, input.ids, never);
      const texts = passages.map(({ text }) => text);
      const { scores } = await ports.reranker!.rerank(input.question, texts, never);
      return scores.map(({ index }) => passages[index]!.id);
    },

    async generateAnswer(input: {
      readonly question: string;
      readonly ids: readonly string[];
    }): Promise<string> {
      const passages = await load(scope, input.ids.slice(0, mostPassages), never);
      if (!generator) return extractSentences({ question: input.question, passages })?.text ?? '';
      const request = {
        prompt: buildPrompt({ question: input.question, passages }),
        maxOutputTokens: (first ?? generation).maxOutputTokens,
        firstTokenMs,
        idleMs,
      };
      return (await generator.generate(request, never, () => undefined)).text;
    },
  };
}
