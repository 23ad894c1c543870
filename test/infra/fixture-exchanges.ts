export async function handler(event: { undici?: boolean }): Promise<unknown> {
  const { default: kraken } = await import('ccxt/js/src/kraken.js');
  const { default: krakenfutures } = await import('ccxt/js/src/krakenfutures.js');
  const spot = new kraken({ enableRateLimit: false, apiKey: 'key', secret: Buffer.from('secret').toString('base64') });
  if (event.undici) return spot.fetchTime().catch((error: unknown) => String(error));
  const signed = spot.sign('Balance', 'private', 'POST', { asset: 'XBT' });
  return { ids: [spot.id, new krakenfutures().id], headers: Object.keys(signed.headers ?? {}), abi: abiError(spot) };
}

function abiError(exchange: { ethAbiEncode(types: unknown, args: unknown): unknown }): string {
  try {
    return String(exchange.ethAbiEncode(['uint256'], [1]));
  } catch (error) {
    return String(error);
  }
}
