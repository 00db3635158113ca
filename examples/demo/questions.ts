import type { Answer } from '../../src/contracts/answer.js';

export interface DemoQuestion {
  readonly question: string;
  readonly about: string;
  readonly expected: Answer['kind'];
}

/** One per language and kind of documents, and one they cannot answer. */
export const demoQuestions: readonly DemoQuestion[] = [
  {
    about: 'a package this project depends on',
    question: 'How do I make an option mandatory in commander?',
    expected: 'answered',
  },
  {
    about: 'the Korean handbook',
    question: '남은 연차는 며칠까지 다음 해로 넘길 수 있나요?',
    expected: 'answered',
  },
  {
    about: 'something no document says: it should say so',
    question: 'Which team won the football world cup in 1998?',
    expected: 'abstained',
  },
];
