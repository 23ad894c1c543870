/** Shorter forms would meet words that are no secrets. */
const shortest = 8;

/**
 * The texts that give a secret away. Secrets of exchanges are base64 of random bytes, and libraries print such bytes in hex. The header
 * `Authorization: Basic` has the secret somewhere inside base64, so all three positions of the secret count.
 */
export function formsOf(secret: string): string[] {
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].filter((form) => form !== '');
  const bytes = [Buffer.from(secret), ...decodedFrom(secret)];
  const encoded = bytes.flatMap((buffer) => [...hexOf(buffer), ...base64Of(buffer)]);
  return [...new Set([...plain, ...encoded.filter((form) => form.length >= shortest)])].toSorted(
    (a, b) => b.length - a.length,
  );
}

/** The bytes that the secret writes in base64, where the secret is base64. */
function decodedFrom(secret: string): Buffer[] {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(secret)) return [];
  return [Buffer.from(secret, 'base64')];
}

function hexOf(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase()];
}

function base64Of(bytes: Buffer): string[] {
  const texts = [0, 1, 2].map((before) => insideBase64(bytes, before));
  return texts.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

/**
 * The base64 characters that the secret's bytes alone decide, when `before` bytes come first. A character at either end is shared with a
 * neighbour.
 */
function insideBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const end = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
  return text.slice(before === 0 ? 0 : before + 1, end);
}
