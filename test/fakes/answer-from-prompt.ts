import { textTerms } from './text-terms.js';

/**
 * Answers as an obedient model would: the sentence of the numbered passages that shares most terms
 * with the question, followed by its [n]; `INSUFFICIENT` when no sentence shares any. Reads the
 * prompt as text: `<passage number="1">` … `</passage>`, and the last line `Question: …`.
 */
export function answerFromPrompt(prompt: string): string {
  const wanted = new Set(textTerms(question(prompt)));
  let best = { overlap: 0, answer: 'INSUFFICIENT' };
  for (const { number, text } of passages(prompt)) {
    for (const sentence of sentences(text)) {
      const shared = new Set(textTerms(sentence).filter((term) => wanted.has(term)));
      if (shared.size > best.overlap) {
        best = { overlap: shared.size, answer: `${sentence} [${number}]` };
      }
    }
  }
  return best.answer;
}

function passages(prompt: string): { readonly number: string; readonly text: string }[] {
  const fences = prompt.matchAll(/<passage number="(\d+)">([\s\S]*?)<\/passage>/gu);
  return [...fences].map(([, number = '', text = '']) => ({ number, text }));
}

function question(prompt: string): string {
  const lines = [...prompt.matchAll(/^Question:(.*)$/gmu)];
  return lines.at(-1)?.[1] ?? '';
}

/** Sentences of the passage itself, without the lines that name its document and section. */
function sentences(passage: string): string[] {
  return passage
    .replace(/^(?:Title|Section):.*$/gmu, '')
    .split(/(?<=[.!?。])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 0);
}
