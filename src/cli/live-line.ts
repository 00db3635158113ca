/** A line that is redrawn in place. */
export interface LiveLine {
  show(line: string): void;
  /** Leaves an empty line for the next output. */
  clear(): void;
}

interface Stream {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Time between two lines where lines cannot be redrawn. */
const repeatEveryMs = 3_000;

/** On a terminal, one line that is redrawn; elsewhere a new line every few seconds if it changed. */
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
      if (line === last.line || now() - last.at < repeatEveryMs) return;
      last = { line, at: now() };
      stream.write(`${line}\n`);
    },
    clear: () => undefined,
  };
}
