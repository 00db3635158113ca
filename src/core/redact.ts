const hidden = '[redacted]';
const shortestSecret = 8;

/**
 * What secrets look like wherever they turn up: each pattern keeps its first group. Lengths are bounded,
 * or a long text without any secret would take time that grows with its square.
 */
const patterns: readonly RegExp[] = [
  // Keys with a vendor's prefix: sk-…, sk-ant-…, pa-… (Voyage), jina_…, and JSON web tokens.
  /()\b(?:sk|pk|rk|pa)-[\w*-]{8,400}/g,
  /()\bjina_\w{8,400}/g,
  /()\beyJ[\w-]{8,1000}\.[\w-]{8,8000}(?:\.[\w-]{0,4000})?/g,
  // Headers and query parameters, as text or JSON.
  /(\b(?:bearer|basic)\s+)[\w.~+/=*-]{8,8000}/gi,
  /((?:api[-_]?key|auth[-_]?token|access[-_]?token)["']?\s*[:=]\s*["']?)[^\s"',;&]{4,8000}/gi,
  /(\bauthorization["']?\s*[:=]\s*["']?)(?!bearer|basic)[^\s"',;]{4,8000}/gi,
  // Credentials within an address.
  /(\b[a-z][a-z+.-]{0,30}:\/\/)[^\s/:@]{0,400}:[^\s/@]{1,400}(?=@)/gi,
];

const registered = new Set<string>();

/** Remembers a configured secret, whatever it looks like, so that `redact` knows it in this process. */
export function registerSecret(secret: string): void {
  if (secret.length >= shortestSecret) registered.add(secret);
}

/** The text without anything that is, or looks like, a key: for errors, log lines and histories. */
export function redact(text: string): string {
  let clean = text;
  const longestFirst = [...registered].sort((left, right) => right.length - left.length);
  for (const secret of longestFirst) clean = clean.replaceAll(secret, hidden);
  for (const pattern of patterns) clean = clean.replace(pattern, `$1${hidden}`);
  return clean;
}
