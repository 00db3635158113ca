import { changeProse } from './code-ranges.js';

const htmlTag =
  /<\/?(?:a|abbr|b|big|blockquote|button|center|cite|code|dd|del|details|div|dl|dt|em|embed|figure|font|form|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|link|mark|meta|object|ol|p|picture|pre|q|s|small|source|span|strike|strong|sub|summary|sup|svg|table|tbody|td|th|thead|tr|u|ul|video)(?:\s[^<>]*)?\/?>/giu;
const url = /(?:https?:\/\/|www\.)[^\s<>"'`*\]\p{Script=Hangul}\p{Script=Han}]+/giu;

/**
 * Markdown of a model or a document in which nothing is active: a renderer loads no image, shows no
 * link and sees no HTML. Addresses stay readable as code. Code is left alone.
 */
export function inertMarkdown(markdown: string): string {
  return changeProse(markdown, (prose) =>
    prose
      .replace(/<!--(?:(?!<!--|-->)[\s\S])*-->/gu, ' ')
      .replace(/<(script|style)\b(?:(?!<\/?\1)[\s\S])*<\/\1\s*>/giu, ' ')
      .replace(/!\[([^[\]\n]{0,500})\](?:\([^()\n]{0,2000}\)|\[[^[\]\n]{0,200}\])/gu, '$1')
      .replace(
        /\[([^[\]\n]{1,500})\]\(\s*<?([^()<>\s]{0,2000})>?(?:\s+[^()\n]{0,500})?\)/gu,
        linkAsText,
      )
      .replace(/<br\s*\/?>/giu, '\n')
      .replace(/<((?:https?|mailto|ftp):[^<>\s]{1,2000})>/giu, '$1')
      .replace(htmlTag, '')
      .replaceAll('`', "'")
      .replace(url, addressAsCode)
      // Whatever the rules above did not foresee is broken apart.
      .replace(/\](?=\()/gu, '] ')
      .replace(/^([\s>*+-]*\[[^\]\n]{1,500}\]):/gmu, '$1 :')
      .replace(/<(?=[a-z/!?])/giu, '‹'),
  );
}

function linkAsText(_link: string, text: string, target: string): string {
  // A citation marker that is a link stays a marker.
  if (/^\^?\d[\d\s,;–-]*$/u.test(text)) return `[${text}]`;
  if (text === target || !/^(?:https?:|mailto:)/iu.test(target)) return text;
  return `${text} (${target})`;
}

/** Without the punctuation behind it, which belongs to the sentence. */
function addressAsCode(address: string): string {
  const [tail = ''] = /[.,;:!?)]*$/u.exec(address) ?? [];
  const end = address.length - tail.length;
  return `\`${address.slice(0, end)}\`${tail}`;
}
