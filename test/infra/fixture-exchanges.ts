export async function handler(event: { undici?: boolean; secret?: string }): Promise<unknown> {
  const { default: kraken } = await import('ccxt/js/src/kraken.js');
  const { default: krakenfutures } = await import('ccxt/js/src/krakenfutures.js');
  if (event.secret !== undefined)
    return [kraken, krakenfutures].map((exchange) => signatureOf(exchange, event.secret ?? ''));
  const spot = new kraken({ enableRateLimit: false, apiKey: 'key', secret: Buffer.from('secret').toString('base64') });
  if (event.undici) return spot.fetchTime().catch((error: unknown) => String(error));
  const signed = spot.sign('Balance', 'private', 'POST', { asset: 'XBT' });
  return { ids: [spot.id, new krakenfutures().id], headers: Object.keys(signed.headers ?? {}), abi: abiError(spot) };
}

interface Signs {
  nonce: () => number;
  sign(path: string, api: string, method: string, parameters: object): { headers?: Record<string, string> | undefined };
}

/** The headers of one request, signed by this secret. */
function signatureOf(exchange: new (settings: object) => Signs, secret: string): unknown {
  const client = new exchange({ enableRateLimit: false, apiKey: 'key', secret });
  client.nonce = () => 1_764_459_000_000;
  return client.sign('Balance', 'private', 'POST', { asset: 'XBT', text: 'münze' }).headers;
}

function abiError(exchange: { ethAbiEncode(types: unknown, args: unknown): unknown }): string {
  try {
    return String(exchange.ethAbiEncode(['uint256'], [1]));
  } catch (error) {
    return String(error);
  }
}
