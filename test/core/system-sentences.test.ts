import { expect, it } from 'vitest';
import { systemSentence } from '../../src/core/system-sentences.js';

it.each(['nothing_relevant', 'no_retrieval', 'declined'] as const)(
  '%s is told in the language of the question, English where that is another',
  (sentence) => {
    const korean = systemSentence(sentence, '등대의 렌즈는 언제 닦나요? (Fresnel)');
    expect(korean).toMatch(/^[\p{Script=Hangul} .]+$/u);
    const english = systemSentence(sentence, 'When is the lens cleaned?');
    expect(english).toMatch(/^[A-Z][A-Za-z ,]+\.$/);
    for (const question of [
      'Wann wird die Linse geputzt?',
      'レンズはいつ掃除しますか',
      '1998?',
      '',
    ]) {
      expect(systemSentence(sentence, question)).toBe(english);
    }
  },
);
