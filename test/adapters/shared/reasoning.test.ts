import { describe, expect, it } from 'vitest';
import { ReasoningFilter } from '../../../src/adapters/shared/reasoning.js';

function filtered(...pieces: readonly string[]): ReasoningFilter {
  const filter = new ReasoningFilter();
  for (const piece of pieces) filter.push(piece);
  filter.end();
  return filter;
}

const answer = 'The pump is serviced in May [1].';

describe('reasoning in the content', () => {
  it.each([
    ['<think>\nMaybe June?\n</think>\n\n', 'DeepSeek R1'],
    ['<THINK>Maybe June?</THINK>', 'capital letters'],
    ['<thinking>Maybe June?</thinking>\n', 'another name'],
    ['<reasoning effort="low">Maybe June?</reasoning>', 'with an attribute'],
    ['<seed:think>Maybe June?</seed:think>', 'Seed-OSS'],
    ['[THINK]Maybe June?[/THINK]', 'Magistral'],
    ['◁think▷Maybe June?◁/think▷', 'Kimi'],
    ['<|START_THINKING|>Maybe June?<|END_THINKING|><|START_RESPONSE|>', 'Command'],
    [
      '<|channel|>analysis<|message|>Maybe June?<|end|><|start|>assistant<|channel|>final<|message|>',
      'gpt-oss',
    ],
    ['<|begin_of_thought|>Maybe June?<|end_of_thought|>\n', 'a special token'],
    ['<think>One.</think> <think>Two: June?</think>', 'twice'],
    ['Okay. Maybe June?\n</think>\n\n', 'only the closing tag'],
    ['<think></think>', 'an empty thought'],
  ])('%j is no part of the answer (%s)', (thought) => {
    const text = thought + answer;
    expect(filtered(text).text).toBe(answer);
    expect(filtered(...text).text).toBe(answer);
  });

  it.each([
    '<think>Maybe June? I had better',
    '<|channel|>analysis<|message|>Maybe June?',
    '[THINK]Maybe June?[/TH',
  ])('a thought that never ends leaves no answer: %j', (text) => {
    expect(filtered(...text)).toMatchObject({ text: '' });
    expect(filtered(text).reasoning).toBeGreaterThan(10);
  });

  it.each([
    'If a < b and b > c, then [1] holds.',
    'The tag `<think>` begins a thought, and "</think>" ends it.',
    'See [thinking](https://example.com) and [Reasoning] [12].',
    'It costs <5 % [2]',
    'a <thinker> of the [TH',
  ])('leaves other text as it is: %j', (text) => {
    expect(filtered(text).text).toBe(text);
    expect(filtered(...text)).toMatchObject({ text, reasoning: 0 });
  });

  it('holds back what may become a tag, and nothing else', () => {
    const filter = new ReasoningFilter();
    filter.push('In May <thi');
    expect(filter.text).toBe('In May ');
    filter.push('s>');
    expect(filter.text).toBe('In May <this>');
  });

  it('knows a thought that nothing had opened', () => {
    expect(filtered('Hm.</think>', answer).unopened).toBe(true);
    expect(filtered('<think>Hm.</think>', answer).unopened).toBe(false);
  });
});
