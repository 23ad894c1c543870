import { createTransport, type Transport, TransportError } from '../../../../lib/exchanges/wire/transport.ts';

export const post = { method: 'POST', headers: { 'API-Key': 'k' }, body: 'a=1' };

export function over(origin: string, timeoutMs = 150, maxBytes?: number): Transport {
  return createTransport({ origin, timeoutMs: () => timeoutMs, ...(maxBytes === undefined ? {} : { maxBytes }) });
}

/** The phase, the message and the duration of a request that fails. */
export async function failureOf(
  run: () => Promise<unknown>,
): Promise<{ phase: string; timedOut: boolean; ms: number; message: string }> {
  const started = performance.now();
  try {
    await run();
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { phase, timedOut, message } = error;
    return { phase, timedOut, ms: performance.now() - started, message };
  }
  throw new Error('the request did not fail');
}

/** The beginning of an answer of 100 bytes. */
export const answerStart = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';
