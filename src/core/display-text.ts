// Text from documents, models and vendors, made safe for whatever shows it to people.

/** Terminal escape sequences: OSC and other string sequences, CSI, then two-character escapes. */
const escapeSequences =
  // eslint-disable-next-line no-control-regex -- control characters are the subject
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;
// eslint-disable-next-line no-control-regex -- as above
const lineBreaks = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
// eslint-disable-next-line no-control-regex -- as above
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
/** Characters that reorder what is shown (bidirectional controls) or are never shown (tags). */
const invisible =
  /[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * The text without escape sequences, control characters, bidirectional controls and invisible tags.
 * Line breaks and tabs stay, line breaks as "\n".
 */
export function displayText(text: string): string {
  return text
    .replace(escapeSequences, '')
    .replace(lineBreaks, '\n')
    .replace(controls, '')
    .replace(invisible, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The same on one line, for names and other text that must not forge a line of its own. */
export function displayLine(text: string): string {
  return displayText(text).replace(/\s+/gu, ' ').trim();
}

/** Keeps "https://", "www." and mail addresses from becoming links without changing how they look. */
const wordJoiner = '\u2060';

/**
 * Markdown that renders as the text reads: no link, image, HTML, emphasis, code or table. Line breaks
 * stay; indentation goes, since it would make a code block.
 */
export function markdownText(text: string): string {
  return displayText(text)
    .replace(/^[ \t]+/gm, '')
    .replace(/(?<=[a-z]:)(?=\/\/)|(?<=www)(?=\.)|(?<=[\w.+-]@)(?=\w)/giu, wordJoiner)
    .replace(/[\\`*_~<>[\]|&$!]/g, '\\$&')
    .replace(/^([#+=-]|\d{1,9}(?=[.)]))/gm, (mark) => escapedMark(mark));
}

/** A list number is escaped at its delimiter, every other block mark at itself. */
function escapedMark(mark: string): string {
  return /\d/.test(mark) ? `${mark}${wordJoiner}` : `\\${mark}`;
}

/** The same on one line. */
export function markdownLine(text: string): string {
  return markdownText(displayLine(text));
}

/**
 * A copy of a JSON value whose strings, keys apart, are safe to show: on one line, but for the values
 * of the keys named.
 */
export function displayable<T>(value: T, multiline: readonly string[] = []): T {
  const copy = (item: unknown, key: string): unknown => {
    if (typeof item === 'string')
      return multiline.includes(key) ? displayText(item) : displayLine(item);
    if (Array.isArray(item)) return item.map((one: unknown) => copy(one, key));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, one]) => [name, copy(one, name)]));
  };
  return copy(value, '') as T;
}

/** JSON of a value, equal when parsed, whose characters are safe to show in a terminal. */
export function displayJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g,
    (found) =>
      [...Array(found.length).keys()]
        .map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}
