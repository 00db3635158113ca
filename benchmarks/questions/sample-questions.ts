import { textsUnder } from '../harness/texts.js';
import { splitSentences } from '../../src/core/split-sentences.js';

const plainWords = /^[A-Z][a-z]+(?: [a-z]{2,}){5,15}\.$/;

/**
 * Questions that the documents answer and that are asked once: sentences of the documents
 * themselves, each once, in an order that jumps from document to document.
 */
export async function sampleQuestions(root: string): Promise<readonly string[]> {
  const byDocument: string[][] = [];
  for await (const { text } of textsUnder(root)) {
    const sentences = splitSentences(text).map(({ start, end }) => text.slice(start, end));
    byDocument.push(sentences.filter((sentence) => plainWords.test(sentence)));
  }
  const most = Math.max(...byDocument.map(({ length }) => length));
  const inTurn = Array.from({ length: most }, (_, at) => byDocument.map((own) => own[at]));
  return [...new Set(inTurn.flat())].filter((sentence) => sentence !== undefined);
}
