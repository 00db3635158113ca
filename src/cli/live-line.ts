/** A line that is drawn again and again. */
export interface LiveLine {
  show(line: string): void;
  /** Leaves an empty line for what is written next. */
  clear(): void;
}

interface Stream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Between two lines where nothing can be drawn over. */
const sayEveryMs = 3_000;

/** On a terminal one line, redrawn; otherwise a new line every few seconds, when it has changed. */
export function liveLine(stream: Stream = process.stderr, now: () => number = Date.now): LiveLine {
  return stream.isTTY ? redrawn(stream) : repeated(stream, now);
}

function redrawn(stream: Stream): LiveLine {
  const startOfLine = '\r\u001b[2K';
  return {
    show: (line) => void stream.write(startOfLine + line),
    clear: () => void stream.write(startOfLine),
  };
}

function repeated(stream: Stream, now: () => number): LiveLine {
  let last = { line: '', at: -Infinity };
  return {
    show(line) {
      if (line === last.line || now() - last.at < sayEveryMs) return;
      last = { line, at: now() };
      stream.write(`${line}\n`);
    },
    clear: () => undefined,
  };
}
