import { scriptOf } from './language.js';

/** What an answer says where no document speaks. */
export type SystemSentence = 'nothing_relevant' | 'no_retrieval' | 'declined';

const english: Readonly<Record<SystemSentence, string>> = {
  nothing_relevant: 'The documents do not answer this question.',
  no_retrieval:
    'The documents cannot be searched at the moment, so this question cannot be answered from them.',
  declined: 'The configured models declined to answer this question.',
};

const korean: Readonly<Record<SystemSentence, string>> = {
  nothing_relevant: '문서에는 이 질문에 대한 답이 없습니다.',
  no_retrieval: '지금은 문서를 검색할 수 없어 이 질문에 문서를 근거로 답할 수 없습니다.',
  declined: '설정된 모델들이 이 질문에 대한 답변을 거절했습니다.',
};

/** The sentence in Korean where the question is, else in English. */
export function systemSentence(sentence: SystemSentence, question: string): string {
  return (scriptOf(question) === 'ko' ? korean : english)[sentence];
}
